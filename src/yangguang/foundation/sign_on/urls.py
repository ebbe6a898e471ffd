"""Addresses of sign-on."""

from django.urls import path

from yangguang.foundation.sign_on.views import pages, protocol

app_name = "sign_on"
urlpatterns = [
    path(".well-known/openid-configuration", protocol.discovery, name="discovery"),
    path("sign-on/jwks.json", protocol.jwks, name="jwks"),
    path("sign-on/authorize", pages.authorize, name="authorize"),
    path("sign-on/token", protocol.token, name="token"),
    path("sign-on/userinfo", protocol.userinfo, name="userinfo"),
    path("sign-on/end-session", pages.end_everything, name="end_session"),
    path("account/consents/", pages.consents, name="consents"),
    path("admin-desk/clients/", pages.clients, name="clients"),
    path("admin-desk/clients/new/", pages.register, name="register"),
]

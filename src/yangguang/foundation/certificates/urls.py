"""Addresses of certificates."""

from django.urls import path, re_path

from yangguang.foundation.certificates.views import account, desk, outside, pki, seals, signing_in

_ZONE, _WHICH = r"(?P<zone>intranet|extranet)", r"(?P<which>root|issuing)"

app_name = "certificates"
urlpatterns = [
    path("sign-in/certificate/", signing_in.sign_in, name="sign_in"),
    path("sign-in/certificate/challenge/", signing_in.challenge, name="challenge"),
    path("sign-in/certificate/answer/", signing_in.answer, name="answer"),
    path("account/certificates/", account.show_certificates, name="own"),
    path("account/certificates/prepare/", account.prepare, name="prepare"),
    path("account/certificates/ask/", account.ask, name="ask"),
    path("account/certificates/requests/<int:number>/withdraw/", account.withdraw, name="withdraw"),
    path("account/certificates/outside/challenge/", outside.challenge, name="outside_challenge"),
    path("account/certificates/outside/bind/", outside.bind, name="bind_outside"),
    path("account/certificates/outside/<int:number>/end/", outside.end, name="end_outside"),
    path("account/certificates/<str:serial>/change/", account.change, name="change"),
    path("account/certificates/<str:serial>/<str:what>/", account.download, name="download"),
    path("admin-desk/ca/", desk.show_desk, name="desk"),
    path("admin-desk/ca/recovery/", desk.show_recovery, name="recovery"),
    path("admin-desk/ca/custodians/", desk.become_custodian, name="become_custodian"),
    path("admin-desk/ca/outside/", outside.trust_list, name="trust_list"),
    path("admin-desk/ca/outside/<int:number>/list/", outside.take_list, name="take_outside_list"),
    path("admin-desk/ca/outside/bindings/<int:number>/", outside.confirm, name="confirm_outside"),
    path("admin-desk/ca/requests/<int:number>/", desk.show_request, name="request"),
    path("admin-desk/ca/requests/<int:number>/decide/", desk.decide, name="decide"),
    path("admin-desk/ca/certificates/<str:serial>/", desk.show_certificate, name="certificate"),
    path("admin-desk/ca/certificates/<str:serial>/change/", desk.change, name="change_by_desk"),
    path("admin-desk/seals/", seals.show_seals, name="seals_desk"),
    path("admin-desk/seals/propose/", seals.propose, name="propose_seal"),
    path("admin-desk/seals/<str:number>/", seals.show_seal, name="seal_at_desk"),
    path("admin-desk/seals/<str:number>/change/", seals.change, name="change_seal"),
    path("seals/", seals.check, name="check_seal"),
    path("seals/marks/<int:number>.ses", seals.download_sealing, name="sealing"),
    path("seals/<str:number>/", seals.show_public, name="seal"),
    path("seals/<str:number>/picture.svg", seals.picture, name="seal_picture"),
    path("seals/<str:number>/seal.esl", seals.download, name="seal_file"),
    re_path(rf"^pki/{_ZONE}/{_WHICH}\.cer$", pki.authority_certificate, name="authority"),
    re_path(rf"^pki/{_ZONE}/{_WHICH}(?P<delta>-delta)?\.crl$", pki.revocation_list, name="list"),
    re_path(rf"^pki/{_ZONE}/ocsp/(?P<question>.*)$", pki.ocsp, name="ocsp"),
    path("pki/tsa/", pki.time_stamp, name="time_stamp"),
]

"""Addresses of signing in and of the own account; they stand here because access lies above identity."""

from django.urls import path

from yangguang.foundation.access.views import account, security, signing_in
from yangguang.foundation.access.views.consoles import audit, certifying, own, people, rights

app_name = "identity"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second-step/", signing_in.second_step, name="second_step"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("sign-up/", signing_in.sign_up, name="sign_up"),
    path("acting-for/", signing_in.acting_for, name="acting_for"),
    path("demo-accounts/sign-in/", signing_in.demo_sign_in, name="demo_sign_in"),
    path("account/", account.show_account, name="account"),
    path("account/contact/", account.update_contact, name="update_contact"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/security/", security.show_security, name="security"),
    path("account/security/again/", security.verify_again, name="verify_again"),
    path("account/security/totp/", security.add_totp, name="add_totp"),
    path("account/security/passkeys/", security.add_passkey, name="add_passkey"),
    path("account/security/codes/", security.renew_codes, name="renew_codes"),
    path("account/security/<str:kind>/<int:factor_id>/remove/", security.remove_factor, name="remove_factor"),
    path("account/enterprises/", account.claim_enterprise, name="claim_enterprise"),
    path("account/agents/", account.appoint_agent, name="appoint_agent"),
    path("account/mandates/<int:mandate_id>/end/", account.end_mandate, name="end_mandate"),
    path("account/sign-ins/<int:sign_in_id>/end/", account.end_sign_in, name="end_sign_in"),
]

# The administrators' desks, under a namespace of their own (config.urls mounts them).
CONSOLES = [
    path("admin-desk/", rights.home, name="home"),
    path("admin-desk/security/", rights.rights, name="rights"),
    path("admin-desk/security/grants/new/", rights.propose_grant, name="propose_grant"),
    path("admin-desk/security/conflicts/new/", rights.propose_conflict_rule, name="propose_conflict_rule"),
    path("admin-desk/security/labels/", rights.labels, name="labels"),
    path("admin-desk/security/certification/", certifying.certification, name="certification"),
    path(
        "admin-desk/security/certification/<int:year>/report.xlsx",
        certifying.certification_report,
        name="report",
    ),
    path("admin-desk/security/certification/<int:item_id>/", certifying.certify, name="certify"),
    path(
        "admin-desk/security/certification/<int:year>/people/", certifying.certify_seats, name="certify_seats"
    ),
    path("admin-desk/rights/<str:kind>/<int:number>/", rights.decide, name="decide"),
    path("admin-desk/system/", people.people, name="people"),
    path("admin-desk/system/<str:number>/", people.person, name="person"),
    path("admin-desk/system/<str:number>/do/", people.do, name="do"),
    path("admin-desk/audit/", audit.audit, name="audit"),
    path("admin-desk/audit/emergencies/<int:number>/", audit.review, name="review"),
    path("admin-desk/why/", audit.why, name="why"),
    path("admin-desk/matrix/", audit.matrix, name="matrix"),
    path("admin-desk/matrix.<str:suffix>", audit.matrix_file, name="matrix_file"),
    path("account/delegations/", own.delegations, name="delegations"),
    path("account/emergency/", own.emergency, name="emergency"),
]

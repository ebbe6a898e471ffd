"""Addresses of approval: applying, one's own cases, the officers' desk, workbench and window."""

from django.urls import path

from yangguang.capabilities.approval.views import (
    apply,
    complaints,
    desk,
    intake,
    materials,
    mine,
    own,
    workbench,
)

app_name = "approval"

urlpatterns = [
    path("apply/<str:code>/", apply.start, name="start"),
    path("apply/<str:code>/begin/", apply.begin, name="begin"),
    path("drafts/<uuid:uuid>/<int:number>/", apply.step, name="step"),
    path("drafts/<uuid:uuid>/<int:number>/autosave/", apply.autosave, name="autosave"),
    path("drafts/<uuid:uuid>/materials/", materials.materials, name="materials"),
    path("drafts/<uuid:uuid>/materials/<str:material>/", materials.upload, name="upload"),
    path("drafts/<uuid:uuid>/files/<uuid:file>/remove/", materials.take_down, name="take_down"),
    path("drafts/<uuid:uuid>/review/", apply.review, name="review"),
    path("drafts/<uuid:uuid>/renew/", apply.renew, name="renew"),
    path("drafts/<uuid:uuid>/discard/", apply.discard, name="discard"),
    path("cases/<str:number>/", mine.case, name="case"),
    path("cases/<str:number>/receipt/", mine.receipt, name="receipt"),
    path("cases/<str:number>/answers/", mine.answers, name="answers"),
    path("cases/<str:number>/correct/", own.correct, name="correct"),
    path("cases/<str:number>/step/", own.own_step, name="own_step"),
    path("cases/<str:number>/withdraw/", own.withdraw, name="withdraw"),
    path("cases/<str:number>/hearing/", own.hearing, name="hearing"),
    path("cases/<str:number>/rate/", own.rate, name="rate"),
    path("cases/<str:number>/complain/", own.complain, name="complain"),
    path("cases/<str:number>/documents/<uuid:uuid>/", mine.document, name="document"),
    path("case-files/<uuid:uuid>/", mine.file, name="file"),
    path("desk/", desk.desk, name="desk"),
    path("desk/accept/", desk.accept_batch, name="accept_batch"),
    path("desk/complaints/", complaints.complaints, name="complaints"),
    path("desk/complaints/<str:number>/", complaints.complaint, name="complaint"),
    path("desk/intake/", intake.intake, name="intake"),
    path("desk/intake/receipt/<str:number>/", intake.receipt, name="intake_receipt"),
    path("desk/intake/<str:code>/", intake.register, name="register"),
    path("desk/cases/<str:number>/", workbench.workbench, name="workbench"),
    path("desk/cases/<str:number>/act/", workbench.act, name="act"),
    path("desk/cases/<str:number>/draft/", workbench.draft, name="draft"),
    path("desk/cases/<str:number>/history/", workbench.history, name="history"),
    path("desk/cases/<str:number>/files/<uuid:uuid>/", workbench.case_file, name="case_file"),
    path("desk/cases/<str:number>/documents/<uuid:uuid>/", workbench.case_document, name="case_document"),
    path("desk/cases/<str:number>/steps/<int:task>/claim/", desk.claim, name="claim"),
    path("desk/cases/<str:number>/steps/<int:task>/release/", desk.release, name="release"),
]

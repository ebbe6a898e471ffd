"""Addresses of approval: applying, one's own cases, the desk."""

from django.urls import path

from yangguang.capabilities.approval.views import apply, mine

app_name = "approval"

urlpatterns = [
    path("apply/<str:code>/", apply.start, name="start"),
    path("apply/<str:code>/begin/", apply.begin, name="begin"),
    path("drafts/<uuid:uuid>/<int:number>/", apply.step, name="step"),
    path("drafts/<uuid:uuid>/<int:number>/autosave/", apply.autosave, name="autosave"),
    path("drafts/<uuid:uuid>/materials/", apply.materials, name="materials"),
    path("drafts/<uuid:uuid>/materials/<str:material>/", apply.upload, name="upload"),
    path("drafts/<uuid:uuid>/files/<uuid:file>/remove/", apply.take_down, name="take_down"),
    path("drafts/<uuid:uuid>/review/", apply.review, name="review"),
    path("drafts/<uuid:uuid>/renew/", apply.renew, name="renew"),
    path("drafts/<uuid:uuid>/discard/", apply.discard, name="discard"),
    path("cases/<str:number>/", mine.case, name="case"),
    path("cases/<str:number>/receipt/", mine.receipt, name="receipt"),
    path("cases/<str:number>/answers/", mine.answers, name="answers"),
    path("cases/<str:number>/correct/", mine.correct, name="correct"),
    path("cases/<str:number>/withdraw/", mine.withdraw, name="withdraw"),
    path("cases/<str:number>/hearing/", mine.hearing, name="hearing"),
    path("cases/<str:number>/rate/", mine.rate, name="rate"),
    path("cases/<str:number>/complain/", mine.complain, name="complain"),
    path("cases/<str:number>/documents/<uuid:uuid>/", mine.document, name="document"),
    path("case-files/<uuid:uuid>/", mine.file, name="file"),
]

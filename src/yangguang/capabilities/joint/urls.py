"""Addresses of joint approval: the guide and the combined form, one's own cases, the officers' desk, the rooms."""

from django.urls import path

from yangguang.capabilities.joint.views import apply, desk, guide, mine, rooms

app_name = "joint"

urlpatterns = [
    path("joint/", guide.scenarios, name="scenarios"),
    path("joint/cases/", mine.cases, name="cases"),
    path("joint/cases/<str:number>/", mine.case, name="case"),
    path("joint/cases/<str:number>/phase/", mine.phase, name="phase"),
    path("joint/cases/<str:number>/phase/<str:item>/", mine.phase_upload, name="phase_upload"),
    path("joint/cases/<str:number>/files/<int:pk>/replace/", mine.replace, name="replace"),
    path("joint/cases/<str:number>/parts/<slug:key>/reapply/", mine.reapply, name="reapply"),
    path("joint/cases/<str:number>/choose/", mine.choose, name="choose"),
    path("joint/cases/<str:number>/package/", mine.package, name="package"),
    path("joint/drafts/<uuid:uuid>/<int:number>/", apply.step, name="step"),
    path("joint/drafts/<uuid:uuid>/<int:number>/autosave/", apply.autosave, name="autosave"),
    path("joint/drafts/<uuid:uuid>/materials/", apply.materials, name="materials"),
    path("joint/drafts/<uuid:uuid>/materials/<str:item>/", apply.upload, name="upload"),
    path("joint/drafts/<uuid:uuid>/files/<uuid:file>/remove/", apply.take_down, name="take_down"),
    path("joint/drafts/<uuid:uuid>/advice/", apply.advice, name="advice"),
    path("joint/drafts/<uuid:uuid>/review/", apply.review, name="review"),
    path("joint/drafts/<uuid:uuid>/discard/", apply.discard, name="discard"),
    path("joint/files/<uuid:uuid>/", apply.file, name="file"),
    path("joint/<slug:code>/", guide.guide, name="guide"),
    path("desk/joint/", desk.desk, name="desk"),
    path("desk/joint/scenarios/", desk.scenarios, name="scenario_versions"),
    path("desk/joint/advice/<uuid:uuid>/", desk.answer, name="answer"),
    path("desk/joint/cases/<str:number>/", desk.case, name="desk_case"),
    path("desk/joint/cases/<str:number>/act/", desk.act, name="desk_act"),
    path("desk/joint/rooms/<uuid:uuid>/", rooms.room, name="room"),
    path("desk/joint/rooms/<uuid:uuid>/act/", rooms.act, name="room_act"),
    path("desk/joint/rooms/<uuid:uuid>/files/<int:pk>/", rooms.file, name="room_file"),
]

"""
Addresses of licences: public verification (printed in QR codes, never changes), the wallet under /my/, the officers' under
/desk/, the machines' under /api/.
"""

from django.urls import path

from yangguang.reference.licences import rest
from yangguang.reference.licences.views import calls, imports, issued, public, systems, types, wallet

app_name = "licences"
urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/offline/", public.verify_offline, name="verify_offline"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path("licences/<str:code>/paper/", public.paper, name="paper"),
    path("my/licences/", wallet.show_wallet, name="wallet"),
    path("my/licences/<str:code>/", wallet.show_own, name="own"),
    path("my/licences/<str:code>/data.json", wallet.download_data, name="data"),
    path("my/licence-shares/<str:number>/withdraw/", wallet.withdraw, name="withdraw_share"),
    path("desk/licences/", issued.show_issued, name="issued"),
    path("desk/licences/call/", calls.show_call, name="call"),
    path("desk/licences/types/", types.show_types, name="types"),
    path("desk/licences/types/<slug:code>/", types.show_type, name="type"),
    path("desk/licences/imports/", imports.show_imports, name="imports"),
    path("desk/licences/imports/<uuid:uuid>/", imports.show_import, name="import"),
    path("desk/licences/imports/<uuid:uuid>/progress/", imports.show_progress, name="import_progress"),
    path("desk/licences/systems/", systems.show_systems, name="systems"),
    path("desk/licences/<str:code>/", issued.show_one, name="one"),
    path("api/licences/call/", rest.call, name="rest_call"),
    path("api/licences/comparison/", rest.compare, name="rest_compare"),
    path("api/licences/status-list", rest.status_list, name="status_list"),
    path("api/licences/openapi.json", rest.describe, name="openapi"),
]

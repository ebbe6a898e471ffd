"""The lives of campaigns, declarations, spreadsheets and authorities, each as one table: from → to, by which operation."""

from django.db import models


class CampaignState(models.TextChoices):
    """Where a clean-up stands."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class DeclarationState(models.TextChoices):
    """Where a declaration stands on the way from the unit to the public."""

    DRAFT = "draft", "填报中"
    SIGNED = "signed", "已签核"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改"
    FILED = "filed", "已备案"
    CODED = "coded", "已赋码"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤回"


class AuthorityState(models.TextChoices):
    """Whether a body may act online under a power (网上行使身份)."""

    PROPOSED = "proposed", "待审查"
    EXAMINED = "examined", "待核准"
    APPROVED = "approved", "已核准"
    SUSPENDED = "suspended", "已暂停"
    WITHDRAWN = "withdrawn", "已撤销"


class SheetState(models.TextChoices):
    """Where a body's own spreadsheet stands on its way to declarations."""

    MAPPING = "mapping", "对照栏目"
    CHECKING = "checking", "逐行核对中"
    CHECKED = "checked", "已核对"
    DRAFTING = "drafting", "起草中"
    DRAFTED = "drafted", "已起草"
    BROKEN = "broken", "没有读完"
    DISCARDED = "discarded", "已放弃"


_D = DeclarationState
DECLARATION_LIFE: dict[tuple[DeclarationState, DeclarationState], str] = {
    (_D.DRAFT, _D.SIGNED): "sign_declaration",
    (_D.RETURNED, _D.SIGNED): "sign_declaration",
    (_D.SIGNED, _D.DRAFT): "write_declaration",  # a change after the signature needs a new signature
    (_D.RETURNED, _D.DRAFT): "write_declaration",
    (_D.SIGNED, _D.SUBMITTED): "submit_declaration",
    (_D.SUBMITTED, _D.RETURNED): "return_declaration",
    (_D.SUBMITTED, _D.FILED): "file_declaration",
    (_D.FILED, _D.CODED): "assign_codes",
    (_D.CODED, _D.PUBLISHED): "publish_declaration",
    (_D.DRAFT, _D.WITHDRAWN): "withdraw_declaration",
    (_D.RETURNED, _D.WITHDRAWN): "withdraw_declaration",
    (_D.SIGNED, _D.WITHDRAWN): "withdraw_declaration",
}

_A = AuthorityState
AUTHORITY_LIFE: dict[tuple[AuthorityState, AuthorityState], str] = {
    (_A.PROPOSED, _A.EXAMINED): "examine_authority",
    (_A.EXAMINED, _A.APPROVED): "approve_authority",
    (_A.APPROVED, _A.SUSPENDED): "suspend_authority",
    (_A.SUSPENDED, _A.APPROVED): "restore_authority",
    (_A.APPROVED, _A.WITHDRAWN): "withdraw_authority",
    (_A.SUSPENDED, _A.WITHDRAWN): "withdraw_authority",
}


_S = SheetState
SHEET_LIFE: dict[tuple[SheetState, SheetState], str] = {
    (_S.MAPPING, _S.CHECKING): "map_sheet",
    (_S.CHECKED, _S.CHECKING): "map_sheet",  # the columns are put right, all rows checked anew
    (_S.BROKEN, _S.CHECKING): "map_sheet",  # not one in the columns of the list, which begins at drafting
    (_S.CHECKING, _S.CHECKED): "check_rows",
    (_S.CHECKING, _S.BROKEN): "give_up_sheet",
    (_S.CHECKED, _S.DRAFTING): "confirm_sheet",
    (_S.DRAFTING, _S.DRAFTED): "draft_rows",
    (_S.DRAFTING, _S.BROKEN): "give_up_sheet",
    (_S.MAPPING, _S.DISCARDED): "discard_sheet",
    (_S.CHECKED, _S.DISCARDED): "discard_sheet",
    (_S.BROKEN, _S.DISCARDED): "discard_sheet",
}


def may_move_sheet(state: str, target: SheetState) -> bool:
    """Tell whether the table knows this step of a spreadsheet's life."""
    return (SheetState(state), target) in SHEET_LIFE


def may_move(state: str, target: DeclarationState) -> bool:
    """Tell whether the table knows this step of a declaration's life."""
    return (DeclarationState(state), target) in DECLARATION_LIFE


def may_move_authority(state: str, target: AuthorityState) -> bool:
    """Tell whether the table knows this step of an authority's life."""
    return (AuthorityState(state), target) in AUTHORITY_LIFE

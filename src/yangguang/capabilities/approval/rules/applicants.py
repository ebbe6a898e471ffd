"""Who may apply, checked as values: identity documents of residents, of Hong Kong, Macau and Taiwan, and of foreigners."""

from yangguang.kernel.identifiers import check_citizen_number, check_credit_code, check_document

OTHER_DOCUMENTS = ("hm_permit", "tw_permit", "foreign_residence_old", "passport")


def problem_with_id_number(*, value: str) -> str:
    """
    Tell what is wrong with an identity number, or nothing.

    Permits and passports pass by their shape; only eighteen characters carry a check character (GB 11643).
    """
    check = check_citizen_number(value)
    if check.is_valid:
        return ""
    is_other = any(check_document(kind, value).is_valid for kind in OTHER_DOCUMENTS)
    return "" if is_other else " ".join(check.errors)


def problem_with_credit_code(*, value: str) -> str:
    """Tell what is wrong with a unified social credit code, or nothing (GB 32100)."""
    return " ".join(check_credit_code(value).errors)

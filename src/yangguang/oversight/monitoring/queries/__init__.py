"""Reading in monitoring."""

from yangguang.oversight.monitoring.queries.cards import (
    BoardFigures,
    board_figures,
    count_public_cards,
    figures_by_body,
    get_card,
    list_cards,
    list_cards_against,
    list_cards_of,
    list_public_cards,
    standing,
)

__all__ = [
    "BoardFigures",
    "board_figures",
    "count_public_cards",
    "figures_by_body",
    "get_card",
    "list_cards",
    "list_cards_against",
    "list_cards_of",
    "list_public_cards",
    "standing",
]

"""The door of forms."""

from yangguang.foundation.forms.checking import problems_of
from yangguang.foundation.forms.definition import (
    FieldSpec,
    FormDefinition,
    FormDefinitionRefused,
    StepSpec,
    definition_of,
    load_definition,
)
from yangguang.foundation.forms.drawing import (
    FieldView,
    Prefilled,
    draw_step,
    prefilled_answers,
    read_back,
    words_of,
)
from yangguang.foundation.forms.reading import read_step

__all__ = [
    "FieldSpec",
    "FieldView",
    "FormDefinition",
    "FormDefinitionRefused",
    "Prefilled",
    "StepSpec",
    "definition_of",
    "draw_step",
    "load_definition",
    "prefilled_answers",
    "problems_of",
    "read_back",
    "read_step",
    "words_of",
]

"""Taking a spreadsheet of matters in: checked first, written only when somebody confirms the whole."""

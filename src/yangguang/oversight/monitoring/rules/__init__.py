"""What supervision knows without a database: levels, days, flows as nets, plans, and the watch over cases."""

from yangguang.oversight.monitoring.rules.levels import RULE_TEXTS, RULES, Level, Rule, rule_for

__all__ = ["RULES", "RULE_TEXTS", "Level", "Rule", "rule_for"]

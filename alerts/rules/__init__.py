"""Alert rules: data in `config/rules.yml`, evaluated as functions of what happened."""

from alerts.rules.evaluate import Rulebook
from alerts.rules.model import Rule, RulesFile, load_rules

__all__ = ["Rule", "Rulebook", "RulesFile", "load_rules"]

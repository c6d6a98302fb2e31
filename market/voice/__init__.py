"""Who is speaking: a seller with an offer, or somebody who only talks about one."""

from market.voice.features import Features, VoiceGroup, VoiceWords
from market.voice.judge import AND, Verdict, Voice, VoiceModel

__all__ = ["AND", "Features", "Verdict", "Voice", "VoiceGroup", "VoiceModel", "VoiceWords"]

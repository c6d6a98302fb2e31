"""Who is speaking: a seller with an offer, or somebody who only talks about one."""

from market.voice.features import Features, VoiceGroup, VoiceWords
from market.voice.judge import Verdict, Voice, VoiceModel

__all__ = ["Features", "Verdict", "Voice", "VoiceGroup", "VoiceModel", "VoiceWords"]

"""The stories of the simulated company, one per file."""

from bot.demo.stories import (
    around_pitboss,
    bonus_abuse,
    break_wanted,
    brute_force,
    caller,
    chargeback,
    chasing_losses,
    closed_account,
    curious_colleague,
    dormant_account,
    held_withdrawal,
    household,
    late_tournament,
    locked_out,
    new_passport,
    passers_by,
    self_excluded,
    spent_prize,
    stolen_account,
    structuring,
    vip_complaint,
    wrong_credit,
    wrong_email,
)
from bot.demo.stories.stage import Stage
from bot.demo.stories.story import Story, StoryPart

ALL: tuple[Story, ...] = (
    stolen_account.STORY,
    late_tournament.STORY,
    vip_complaint.STORY,
    wrong_credit.STORY,
    spent_prize.STORY,
    bonus_abuse.STORY,
    held_withdrawal.STORY,
    brute_force.STORY,
    dormant_account.STORY,
    structuring.STORY,
    household.STORY,
    chargeback.STORY,
    self_excluded.STORY,
    break_wanted.STORY,
    caller.STORY,
    locked_out.STORY,
    new_passport.STORY,
    closed_account.STORY,
    wrong_email.STORY,
    chasing_losses.STORY,
    curious_colleague.STORY,
    around_pitboss.STORY,
    passers_by.STORY,
)

__all__ = ["ALL", "Stage", "Story", "StoryPart"]

"""What internal control refused, in the words of the office's pages."""

from claims.control.errors import AlreadyAnswered, AlreadyCleared, ControlError, Missing, TookPart


def sentence(error: ControlError) -> str:
    """Say in a sentence what was refused and what can be done instead."""
    match error:
        case Missing(problems):
            return "".join(problems.values())
        case TookPart():
            return "您经办过这份申请，或与它有利害关系，请由另一位工作人员办理。"
        case AlreadyCleared():
            return "这条预警已由其他人核查，没有重复办理。"
        case AlreadyAnswered():
            return "这条评价已由其他人答复，没有重复办理。"
    raise error

"""What a booking refused, in the words of the screen."""

from datetime import datetime

from django.utils import dateformat, timezone

from appointments import errors
from members import days


def sentence(error: errors.BookingError) -> str:  # noqa: PLR0911 - a sentence for each
    """Say in a sentence what was refused and what can be done instead."""
    match error:
        case errors.SlotFull():
            return "这个时段刚刚约满，请选择其他时段。"
        case errors.TooLate(until):
            return f"已过时限，最晚应在{_moment(until)}办理。"
        case errors.TooEarly(last_day):
            return f"目前可以预约到{days.with_weekday(last_day)}，请选择这一天或之前的时段。"
        case errors.AlreadyBooked(booking):
            start = _moment(booking.slot.starts_at)
            return f"您在{start}已有预约，可以一并办理，或者选择另一天。"
        case errors.TooManyOpen(most):
            return f"您已有{most}个未办理的预约，请先办理或取消其中一个。"
        case errors.Paused(until):
            return (
                f"您近期多次预约后未到场，{days.with_weekday(until)}之后可以再次网上预约。"
                "现在可以邮寄原件，或在服务时间直接到现场办理。"
            )
        case errors.NotForNow():
            return "这份申请现在不需要提交原件。"
        case errors.NotToday(day):
            return f"这个预约在{days.with_weekday(day)}，请在当天登记到场。"
        case errors.Cancelled():
            return "这个预约已经取消。"
    raise TypeError(error)


def _moment(moment: datetime) -> str:
    return f"{days.with_weekday(moment)}{dateformat.format(timezone.localtime(moment), 'G:i')}"

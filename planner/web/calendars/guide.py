"""How a calendar comes into each program, with what that program does not do said first.

What is said of Apple, Google and Microsoft comes from reports of people who use them; none of it was tried on a device
of theirs, and the page says so.
"""

from typing import NamedTuple
from urllib.parse import quote

from flask_babel import gettext as _

from planner.calendar.addresses import webcal_of
from planner.calendar.choices import PROGRAMS
from planner.marked import N_


class Guide(NamedTuple):
    """One program: what it is called, who has it, its limits, and what to press there, in order.

    `by`: how its address is given: `webcal` or `google` (a button opens the program), `copy` (it is pasted).
    `tried`: whether we have seen it work ourselves. `asks` says how often it looks for news.
    """

    name: str
    hint: str
    asks: str
    limits: tuple[str, ...]
    steps: tuple[str, ...]
    by: str = "copy"
    tried: bool = False


GUIDES: dict[str, Guide] = {
    "apple": Guide(
        N_("Apple Calendar"),
        N_("On an iPhone, an iPad or a Mac."),
        N_("It looks for news as often as is set on the device: on a Mac from every 5 minutes to once a week."),
        (
            N_("It takes the reminders out unless you switch that off while you add the calendar."),
            N_("Kept in iCloud, it shows on every device with the same account, and Apple can read it."),
        ),
        (
            N_("Press “Open in my calendar” on that device."),
            N_("Press “Subscribe”. If you want reminders, switch off “Remove Alarms”."),
            N_("On a Mac, choose how often it looks for news: once a day or more often."),
            N_("On an iPhone that is set for all calendars: Settings, Calendar, Accounts, “Fetch New Data”."),
        ),
        by="webcal",
    ),
    "google": Guide(
        N_("Google Calendar"),
        N_("On Android and on the web."),
        N_("It looks for news every 8 to 24 hours, and nobody can make it look sooner."),
        (
            N_("You need a computer to add it: the phone app cannot. Open this page there first."),
            N_("It takes no reminders from here. Set your own in Google, or use another program for them."),
            N_("Google can read it, and may go on showing what it has for a day after you end it."),
        ),
        (
            N_("On the computer press “Open in my calendar”, then “Add”."),
            N_("Or open calendar.google.com, press the plus beside “Other calendars”, then “From URL”."),
            N_("Paste the address there and press “Add calendar”."),
            N_("On the phone, open the settings of the calendar app, choose the new calendar and switch on “Sync”."),
        ),
        by="google",
    ),
    "outlook": Guide(
        N_("Outlook"),
        N_("On the web, on Windows, and the app."),
        N_("It looks for news about every 3 hours, sometimes only once a day."),
        (
            N_("It takes no reminders from here. Set your own in Outlook, or use another program for them."),
            N_("Microsoft can read it. At work, so can whoever may see your calendar there."),
        ),
        (
            N_("Open the calendar on outlook.com and press “Add calendar”."),
            N_("Choose “Subscribe from web” and paste the address."),
            N_("Give it a neutral name and press “Import”."),
        ),
    ),
    "thunderbird": Guide(
        N_("Thunderbird"),
        N_("On a computer."),
        N_("It looks for news every 30 minutes while it is open."),
        (N_("Reminders ring only while Thunderbird is open."),),
        (
            N_("In the calendar press “New Calendar” and choose “On the Network”."),
            N_("Paste the address, leave the user name empty, and press “Find Calendars”."),
            N_("Press “Subscribe”."),
        ),
        tried=True,
    ),
    "android": Guide(
        N_("Android, without Google"),
        N_("With the free app ICSx5."),
        N_("It looks for news as often as you set in the app."),
        (N_("It can leave reminders out: look at the settings of the calendar in the app."),),
        (
            N_("Install ICSx5 and press the plus."),
            N_("Paste the address, and choose a neutral name and a colour."),
            N_("Set how often it looks for news: once a day or more often."),
        ),
    ),
    "other": Guide(
        N_("Another program"),
        N_("Evolution, Nextcloud, Proton, Fastmail and others."),
        N_("How often it looks for news depends on the program: from every hour to once a week."),
        (N_("Many programs take no reminders from a calendar they fetch."),),
        (
            N_("Look for “Subscribe”, “From URL” or “Add by address”."),
            N_("Paste the address."),
        ),
    ),
}
assert tuple(GUIDES) == PROGRAMS


def guide_of(program: str) -> Guide:
    """What to know of a program, in the language that is spoken; of one nobody knows, what holds for any other."""
    found = GUIDES.get(program, GUIDES["other"])
    return found._replace(
        name=_(found.name),
        hint=_(found.hint),
        asks=_(found.asks),
        limits=tuple(_(line) for line in found.limits),
        steps=tuple(_(line) for line in found.steps),
    )


def address_for(program: str, https: str) -> str:
    """What the button of a program opens, from the https (or local http) address; empty where it is pasted."""
    by = GUIDES[program].by
    webcal = webcal_of(https)
    if by == "google":
        return f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
    return webcal if by == "webcal" else ""

"""Price watches: tell a buyer once when a product's list price falls below a sum they named."""

from tools.watch.check import Ends, Fires, Verdict, Waits, check
from tools.watch.notice import notice_facts
from tools.watch.tool import WatchTool

__all__ = ["Ends", "Fires", "Verdict", "Waits", "WatchTool", "check", "notice_facts"]

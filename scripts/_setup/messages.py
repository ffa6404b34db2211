"""Every text that the set-up prints, Vietnamese first, English second.

The translations of the product are not compiled yet while this runs, so the texts live in one table here.
"""

from __future__ import annotations

import sys
from typing import TextIO

TEXTS: dict[str, tuple[str, str]] = {
    # progress
    "step_venv": ("Tạo môi trường Python trong .venv", "Making the Python environment in .venv"),
    "step_requirements": (
        "Cài thư viện Python (lần đầu mất vài phút)",
        "Installing Python libraries (some minutes the first time)",
    ),
    "step_dev": ("Cài công cụ kiểm thử", "Installing test tools"),
    "step_npm": ("Chưa có npm: lấy Node.js qua pip", "No npm here: getting Node.js through pip"),
    "step_frontend": ("Lấy thư viện bản đồ cho trình duyệt", "Getting the map libraries for the browser"),
    "step_translations": ("Biên dịch bản dịch", "Compiling translations"),
    "step_database": (
        "Tạo cơ sở dữ liệu và nạp dữ liệu tham chiếu",
        "Creating the database and loading the reference data",
    ),
    "step_bundle": ("Kiểm tra và mở gói cài đặt {file}", "Checking and opening the bundle {file}"),
    "waiting": (
        "Một lần cài đặt khác đang chạy trong thư mục này; đang chờ",
        "Another set-up is running in this folder; waiting for it",
    ),
    "ready": ("Cài đặt xong", "Set-up is complete"),
    "address": ("Mở trình duyệt tại {url} (dừng: Ctrl+C)", "Open {url} in a browser (stop: Ctrl+C)"),
    "shared_host": (
        "Máy chủ nhận kết nối từ mạng ({host}): chỉ mở ra Internet sau một máy chủ trung gian có HTTPS",
        "The server takes connections from the network ({host}): put a proxy with HTTPS before it",
    ),
    # failures: what happened, and what to do
    "python_old": (
        "Python {version} quá cũ, cần 3.11 trở lên. Debian/Ubuntu: apt install python3.11 python3.11-venv; "
        "Windows: winget install Python.Python.3.13. Rồi chạy lại lệnh bằng bản đó.",
        "Python {version} is too old, 3.11 or newer is needed. Debian/Ubuntu: apt install python3.11 "
        "python3.11-venv; Windows: winget install Python.Python.3.13. Then run this command again with it.",
    ),
    "no_venv": (
        "Python này thiếu venv. Debian/Ubuntu: sudo apt install {package}. Rồi chạy lại lệnh.",
        "This Python has no venv. Debian/Ubuntu: sudo apt install {package}. Then run the command again.",
    ),
    "no_network": (
        "Không tải được thư viện: kiểm tra mạng, tường lửa, biến HTTPS_PROXY, rồi chạy lại (phần đã xong được "
        "giữ). Máy không có mạng: dùng --bundle với tệp do scripts/bundle.py tạo. Nhật ký: {log}",
        "Libraries could not be downloaded: check the network, the firewall, HTTPS_PROXY, and run it again (what "
        "is done is kept). With no network: --bundle with a file made by scripts/bundle.py. Log: {log}",
    ),
    "disk_full": (
        "Đĩa đầy: {path} còn {free} MB, cần {needed} MB. Giải phóng chỗ trống rồi chạy lại.",
        "Disk full: {path} has {free} MB free, {needed} MB are needed. Make room, then run it again.",
    ),
    "no_permission": (
        "Không có quyền ghi. Chạy bằng người dùng sở hữu thư mục này, hoặc chép thư mục đến nơi ghi được. {detail}",
        "No permission to write. Run as the owner of this folder, or copy it where you may write. {detail}",
    ),
    "port_taken": (
        "Cổng {port} đang được chương trình khác dùng. Thử: --port {other}",
        "Port {port} is in use by another program. Try: --port {other}",
    ),
    "port_refused": (
        "Hệ điều hành không cho dùng cổng {port} (dưới 1024 cần quyền quản trị). Thử: --port {other}",
        "The system refuses port {port} (below 1024 it takes an administrator). Try: --port {other}",
    ),
    "host_unknown": (
        "Địa chỉ {host} không thuộc máy này. Dùng --host 127.0.0.1 (chỉ máy này) hoặc 0.0.0.0 (mọi máy).",
        "{host} is no address of this machine. Use --host 127.0.0.1 (this one) or 0.0.0.0 (all machines).",
    ),
    "reference_kept": (
        "Không nạp được dữ liệu gốc mới; trang tiếp tục chạy với dữ liệu hiện có. Lý do ở trên và trong {log}",
        "The new reference data could not be loaded; the site goes on with the data it has."
        " The reason is above and in {log}",
    ),
    "command_failed": (
        "Bước này không thành công (mã {code}). Sửa lỗi nêu trên rồi chạy lại; phần đã xong được giữ. Nhật ký: {log}",
        "This step failed (code {code}). Mend what is said above and run it again; what is done is kept. Log: {log}",
    ),
    "program_missing": (
        "Không chạy được {program}: {detail}",
        "{program} cannot be run: {detail}",
    ),
    "vendor_missing": (
        "Gói {package} thiếu tệp {file}. Xóa thư mục node_modules rồi chạy lại.",
        "Package {package} has no file {file}. Delete the folder node_modules and run it again.",
    ),
    "bundle_missing": (
        "Không thấy gói cài đặt {file}.",
        "There is no bundle {file}.",
    ),
    "bundle_bad": (
        "Gói cài đặt {file} bị hỏng hoặc không an toàn ({detail}). Chép lại tệp hoặc tạo lại bằng scripts/bundle.py.",
        "The bundle {file} is damaged or unsafe ({detail}). Copy it again, or make it again with scripts/bundle.py.",
    ),
    "bundle_other": (
        "Gói cài đặt {file} làm cho {made}, ở đây là {here}. Tạo lại bằng scripts/bundle.py trên máy giống máy này.",
        "The bundle {file} was made for {made}, here is {here}. Make it again with scripts/bundle.py on a like machine.",
    ),
    "bundle_written": (
        "Đã ghi {file} ({size} MB). Trên máy không có mạng: python3 scripts/serve.py --bundle {name}",
        "Wrote {file} ({size} MB). On a machine with no network: python3 scripts/serve.py --bundle {name}",
    ),
    "step_wheels": ("Gom thư viện Python thành gói", "Collecting the Python libraries as wheels"),
    "interrupted": (
        "Đã dừng. Chạy lại lệnh để tiếp tục.",
        "Stopped. Run the command again to continue.",
    ),
}


class SetupFailed(Exception):
    """
    A step that cannot go on; its text says what to do.

    Parameters
    ----------
    key
        Name of the text in ``TEXTS``.
    exit_code
        What the command answers to its caller.
    values
        What the text's braces stand for.
    """

    def __init__(self, key: str, exit_code: int = 1, **values: object) -> None:
        super().__init__(TEXTS[key][1].format(**values))
        self.key = key
        self.exit_code = exit_code
        self.values = values


class KeptOlder(SetupFailed):
    """A step that could not renew what is there; the set-up goes on with that, and tries again next time."""


def message(key: str, encoding: str = "utf-8", **values: object) -> str:
    """Return both languages in one line, or English alone where the console cannot show Vietnamese."""
    vietnamese, english = (text.format(**values) for text in TEXTS[key])
    try:
        vietnamese.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return english
    return f"{vietnamese} / {english}"


def say(key: str, stream: TextIO | None = None, **values: object) -> None:
    """Print one text at once, so that the reader sees what is going on before it ends."""
    stream = stream or sys.stdout
    print(message(key, stream.encoding or "ascii", **values), file=stream, flush=True)


def say_failure(failure: SetupFailed) -> int:
    """Print what went wrong and what to do; return the exit code."""
    say(failure.key, sys.stderr, **failure.values)
    return failure.exit_code


def never_fail_to_print() -> None:
    """Let a console that lacks a letter show its code instead of ending the set-up."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")

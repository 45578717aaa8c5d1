"""What a receipt shows and claims, in plain Chinese: each field's name, each limit of the proof."""

import re

_PERSON = {
    "name": "姓名或名称",
    "identity": "身份证明号码",
    "telephone": "联系电话",
    "mail": "电子邮箱",
    "address": "通信地址",
    "contact": "联系人",
}
_MATTER = {"description": "申请的政府信息", "feature": "便于查询的特征"}
_PATH = re.compile(r"(applicants|matters)\.(0|[1-9][0-9]{0,3})\.([a-z]+)|proxy\.([a-z]+)")


def label_of(path: str, applicants: int, matters: int) -> str:
    """The name of a field in the filed event; of several of a kind each has its number."""
    if path == "assistance":
        return "需要的帮助"
    found = _PATH.fullmatch(path)
    if found is None:
        return path
    whose, number, member, of_proxy = found.groups()
    if of_proxy:
        return f"代理人的{_PERSON.get(of_proxy, of_proxy)}"
    nth = int(number) + 1
    if whose == "matters":
        which = "" if matters == 1 else f"第 {nth} 项"
        return f"{which}{_MATTER.get(member, member)}"
    which = "申请人的" if applicants == 1 else f"第 {nth} 名申请人的"
    return f"{which}{_PERSON.get(member, member)}"


NOT_TRUTH = "填写的内容本身是否真实：回执只证明当时就是这样写的。"
NOT_CLOCK = (
    "钟点是否准确：办理时间由档案自己的时钟写下，到达和收到日期由机关登记；"
    "日志证明的是先后次序，不是外部的时间。"
)
NOT_REVOKED = (
    "签名密钥和岗位在登记前没有被撤销或终止：几份证明看不出“没有发生”，"
    "要核验整个档案（gongkai verify）才能知道。"
)
NOT_KEY = (
    "签名密钥当时是否有效：没有给出您自己保存的建档指纹，只核对了文件自带的证明前后一致；"
    "请用从公报或纸面抄下的指纹再核验一次（--founding）。"
)
NOT_ATTACHMENTS = "附件的内容：登记写明了附件的封存凭据，文件里没有附件本身。"


def not_opened(count: int) -> str:
    """Fields of others, that stay closed."""
    return f"另有 {count} 项由其他人填写或不随本回执打开的内容，是什么写在这里看不出来。"


def restored(orders: tuple[str, ...]) -> str:
    """Registrars that were put in again by an order, whom every verifier must point at."""
    return f"登记员曾依命令恢复（{'、'.join(orders)}）：请核对该命令。"

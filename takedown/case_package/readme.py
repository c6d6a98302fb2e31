"""What a recipient reads first: what is in the package and how to check it, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from takedown.case_package.papers import Papers, simulated_lines

_TEXT = """\
{case}: evidence package                                    tier: {tier}

What is in it
  notice/            the request, as PDF and as text
  evidence/index.pdf every listing with its words, prices, contacts, times and hashes
  evidence/records.warc.gz
                     the stored pages (WARC 1.1, ISO 28500): request, response, connection facts
  evidence/chain.json, evidence/stamps/
                     proof that these records stand in the daily ledger, and its time stamps
  offers/            the offers as CSV, XLSX, JSON lines and Parquet
  machine/           STIX 2.1, MISP event, XARF 4 reports
  files/             further files of the case; case.json has their original names
  case.json          all of the above for programs
  reporter.txt       who reports; do not pass it on to those reported
{missing}
How to check it, offline
  1. haoshao verify FOLDER      (or the zip as it came; names the first thing that is wrong)
  2. Without haoshao:
       openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in manifest.json -sigfile manifest.sig
       sha256sum FILE           and compare with manifest.json
       warcio check evidence/records.warc.gz
  Ask the sender for the fingerprint of key.pub by another way than the one this came by.
  Texts of sellers are shown as they wrote them; characters that hide or reorder text are shown as \ufffd.

――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――――

{case}：证据包                                              数据级别：{tier}

内容
  notice/            处置请求（PDF 与纯文本）
  evidence/index.pdf 证据目录：每条挂单的原文、价格、联系号、时间、哈希
  evidence/records.warc.gz
                     页面存档（WARC 1.1，ISO 28500）：请求、响应、连接信息
  evidence/chain.json、evidence/stamps/
                     上述记录在每日账本中的证明及时间戳
  offers/            供应项（CSV、XLSX、JSON 行、Parquet）
  machine/           STIX 2.1、MISP 事件、XARF 4 报告
  files/             其他附件，原文件名见 case.json
  case.json          以上内容的机器可读版本
  reporter.txt       举报人身份；请勿转交被举报方

如何离线核验
  1. haoshao verify 文件夹      （或原样的 zip；会指出第一处不符）
  2. 不用 haoshao：
       openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in manifest.json -sigfile manifest.sig
       sha256sum 文件           与 manifest.json 对照
       warcio check evidence/records.warc.gz
  请通过另一途径向发送人核对 key.pub 的指纹。
  卖家文字按原样展示；会隐藏或颠倒文字的字符显示为 \ufffd。
"""


def readme_text(papers: Papers, missing: Sequence[str]) -> str:
    """Return README.txt; *missing* says what the package lacks, a line each."""
    said = "\nWhat is missing / 缺少\n" + "".join(f"  - {line}\n" for line in missing) if missing else ""
    text = _TEXT.format(case=papers.facts.case.label, tier=papers.tier, missing=said)
    return "\n".join([*simulated_lines(papers), text])

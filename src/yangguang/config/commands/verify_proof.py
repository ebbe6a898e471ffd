"""`yangguang verify-proof FILE`: check a proof file; needs no database and no network."""

import argparse
from pathlib import Path

from yangguang.foundation.acts.log import proof_files
from yangguang.kernel import clock
from yangguang.kernel.merkle import NoteVerifier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, and the key the reader trusts."""
    parser.add_argument("file", type=Path, help="the proof file (proof.json)")
    parser.add_argument(
        "--key", default="", help="the log's public key (name+id+base64) from a place you trust"
    )


def run(options: argparse.Namespace) -> int:
    """Check it; the answer is 0 only if everything in it is right."""
    try:
        text = options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise proof_files.BadProofFile(problem=f"读不出 {options.file}") from problem
    trusted = NoteVerifier.from_text(options.key.strip()) if options.key else None
    verdict = proof_files.verify(proof_files.ProofFile.from_text(text), trusted=trusted)
    print(f"日志    {verdict.origin}，签署到 {verdict.size} 条，{verdict.signed_at}")
    print(f"公钥    {verdict.fingerprint}")
    for name, at in verdict.witnesses:
        print(f"见证    {name}，{clock.local(at):%Y-%m-%d %H:%M:%S}")
    for act in verdict.acts:
        told = act.facts if verdict.is_right else {}
        shown = (
            f"第 {told['number']} 条，{told['summary']}，{told['happened_at']}"
            if "number" in told
            else "内容不在文件里"
        )
        print(f"序号 {act.index}  {shown if verdict.is_right else ''}")
    for told_wrong in verdict.problems:
        print(f"不符    {told_wrong}")
    if verdict.is_right:
        print("相符" if trusted else "相符；请把公钥指纹与您从别处知道的比对")
    return 0 if verdict.is_right else 1

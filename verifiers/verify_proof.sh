#!/bin/sh
# Check a proof file of the Yangguang log of acts with the openssl command alone (3.0 or newer) and a POSIX shell.
#
#     sh verify_proof.sh PROOF.json [KEY]
#
# KEY is the log's public key (name+id+base64) from a place you trust. The answer is 0 if everything is right, 1 if something
# is wrong, 2 if the file cannot be read. It shares no code with the platform.
set -u
LC_ALL=C
export LC_ALL
proof=${1:-}
trusted=${2:-}
[ -r "$proof" ] || { echo "usage: sh verify_proof.sh PROOF.json [KEY]"; exit 2; }
openssl dgst -sm3 /dev/null >/dev/null 2>&1 || { echo "UNREADABLE: this openssl has no SM3"; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
wrong=0

unreadable() { echo "UNREADABLE: $1"; exit 2; }
complain() { echo "WRONG: $1"; wrong=1; }
decode() { openssl base64 -d -A; }                      # base64 without line ends, to octets
digest() { openssl dgst -sm3 -binary; }                 # octets to 32 octets
hexadecimal() { openssl dgst -sm3 -r | cut -d' ' -f1; } # octets to the digest in hexadecimal
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$2"; }

[ "$(field format "$proof")" = "yangguang-proof/1" ] || unreadable "another format"
key=$(field log "$proof")
name=${key%%+*}
rest=${key#*+}
key_id=${rest%%+*}
printf %s "${rest#*+}" | decode > "$work/kind_and_point"
[ "$(head -c 8 "$work/kind_and_point" | tail -c 7)" = "SM2-SM3" ] || unreadable "a key of another kind"
[ "$(wc -c < "$work/kind_and_point")" -eq 73 ] || unreadable "the key is incomplete"
[ "$({ printf '%s\n' "$name"; cat "$work/kind_and_point"; } | hexadecimal | cut -c1-8)" = "$key_id" ] ||
    unreadable "the key does not match its name"
# SubjectPublicKeyInfo: a fixed beginning for the curve of SM2, then the point.
{
    printf '\060\131\060\023\006\007\052\206\110\316\075\002\001\006\010\052\201\034\317\125\001\202\055\003\102\000'
    tail -c 65 "$work/kind_and_point"
} > "$work/key.der"

field checkpoint "$proof" | decode > "$work/note"
# The text of the note is everything before the empty line; its line of ours begins with a dash and the log's name.
sed '/^$/,$d' "$work/note" > "$work/text"
origin=$(sed -n 1p "$work/text")
size=$(sed -n 2p "$work/text")
sed -n 3p "$work/text" | tr -d '\n' | decode > "$work/root"
case $size in '' | *[!0-9]*) unreadable "the checkpoint has no size" ;; esac
[ "$(wc -c < "$work/root")" -eq 32 ] || unreadable "the checkpoint has no root"
dash=$(printf '\342\200\224')
sed -n '/^$/,$p' "$work/note" | while read -r mark signer encoded; do
    [ "$mark" = "$dash" ] && [ "$signer" = "$name" ] || continue
    printf %s "$encoded" | decode > "$work/line"
    [ "$(head -c 4 "$work/line" | od -An -tx1 | tr -d ' \n')" = "$key_id" ] || continue
    tail -c +5 "$work/line" > "$work/signature"
    break
done
echo "log          $origin, $size entries"
echo "fingerprint  $(printf %s "$key" | hexadecimal | sed 's/......../& /g;s/ $//')"
[ -z "$trusted" ] || [ "$trusted" = "$key" ] || complain "signed with another key than the one you trust"
[ "$origin" = "$name" ] || complain "the origin is not the name of the key"
if ! openssl pkey -pubin -inform DER -in "$work/key.der" -out "$work/key.pem" 2> /dev/null; then
    complain "the key is no point of the curve"
elif ! openssl dgst -sm3 -sigopt distid:1234567812345678 -verify "$work/key.pem" \
    -signature "$work/signature" "$work/text" > /dev/null 2>&1; then
    complain "the signature of the log is wrong"
fi

check_act() { # uses: index, entry, salt, content and the file of siblings
    printf %s "$entry" | decode > "$work/entry"
    if [ -n "$content" ]; then
        printf %s "$content" | decode > "$work/content"
        printf %s "$salt" | decode > "$work/salt"
        [ "$(wc -c < "$work/salt")" -eq 32 ] || complain "index $index: the salt is not 32 octets"
        commitment=$(cat "$work/salt" "$work/content" | hexadecimal)
        # In canonical JSON the last "operation" and "object_type" at the top level follow these neighbours.
        operation=$(sed -n 's/.*,"operation":"\([a-z_.0-9]*\)","summary":.*/\1/p' "$work/content")
        kind=$(sed -n 's/.*,"object_type":"\([a-z_0-9]*\)","operation":"[a-z_.0-9]*","summary":.*/\1/p' "$work/content")
        printf '{"commitment":"%s","object_type":"%s","operation":"%s","version":1}' \
            "$commitment" "$kind" "$operation" | cmp -s - "$work/entry" || complain "index $index: content or salt was changed"
        echo "index $index  $operation"
    else
        echo "index $index  (content not in the file)"
    fi
    { printf '\000'; cat "$work/entry"; } | digest > "$work/hash"
    node=$index
    last=$((size - 1))
    steps=0
    [ "$index" -lt "$size" ] || complain "index $index: beyond the signed log"
    while read -r sibling; do
        [ "$last" -gt 0 ] || { steps=1; break; }
        printf %s "$sibling" | decode > "$work/sibling"
        if [ $((node & 1)) -eq 1 ] || [ "$node" -eq "$last" ]; then
            { printf '\001'; cat "$work/sibling" "$work/hash"; } | digest > "$work/next"
            while [ $((node & 1)) -eq 0 ] && [ "$node" -gt 0 ]; do node=$((node >> 1)); last=$((last >> 1)); done
        else
            { printf '\001'; cat "$work/hash" "$work/sibling"; } | digest > "$work/next"
        fi
        mv "$work/next" "$work/hash"
        node=$((node >> 1))
        last=$((last >> 1))
    done < "$work/siblings"
    if [ "$last" -ne 0 ] || [ "$steps" -ne 0 ] || ! cmp -s "$work/hash" "$work/root"; then
        complain "index $index: not in the signed log: index, entry or path was changed"
    fi
}

index='' entry='' salt='' content='' found=0
sed -n '/^ "acts": \[/,$p' "$proof" > "$work/acts"
while IFS= read -r line; do
    line=$(printf %s "$line" | sed 's/^ *//;s/,$//')
    value=$(printf %s "$line" | sed 's/^"[a-z]*": //;s/^"//;s/"$//')
    case $line in
        '"index": '*) index=$value entry='' salt='' content='' ; : > "$work/siblings" ;;
        '"entry": '*) entry=$value ;;
        '"salt": '*) salt=$value ;;
        '"content": '*) content=$value ;;
        '"proof": '*) ;;
        '"'*'"') printf '%s\n' "$value" >> "$work/siblings" ;;
        '}')
            case $index in '' | *[!0-9]*) continue ;; esac
            found=1
            check_act
            index=''
            ;;
    esac
done < "$work/acts"
[ "$found" -eq 1 ] || complain "there is no act in the file"
[ "$wrong" -eq 0 ] || exit 1
if [ -n "$trusted" ]; then echo RIGHT; else echo "RIGHT, if the fingerprint is that of the log you trust"; fi

"""The rarer types in one table: ``type:value``."""

from __future__ import annotations

CASES: list[tuple[str, str, list[str]]] = [
    ("facebook_user", "facebook.com/lan.kiemtien", ["facebook:lan.kiemtien"]),
    ("facebook_id", "https://www.facebook.com/profile.php?id=100012345678901", ["facebook:100012345678901"]),
    ("facebook_group", "fb.com/groups/chosimso", ["facebook:groups/chosimso"]),
    ("messenger", "ib m.me/lankiemtien", ["facebook:lankiemtien"]),
    ("facebook_share", "https://www.facebook.com/sharer.php?u=x", []),
    ("whatsapp", "wa.me/84912345678", ["whatsapp:+84912345678"]),
    ("whatsapp_group", "https://chat.whatsapp.com/AbCdEfGhIjK1234567890z", ["whatsapp:AbCdEfGhIjK1234567890z"]),
    ("tiktok", "https://www.tiktok.com/@Lan.KiemTien", ["tiktok:lan.kiemtien"]),
    ("email", "gửi về lan.kiemtien@gmail.com", ["email:lan.kiemtien@gmail.com"]),
    ("email_dotted_end", "mail: a@b.com.", ["email:a@b.com"]),
    ("momo", "momo 0912345678 ten Le Van An", ["wallet:+84912345678"]),
    ("tron", "ví TRC20 TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj", ["wallet:TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj"]),
    ("tron_bad_checksum", "ví TRC20 TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdk", []),
    ("btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", ["wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]),
    ("btc_bech32", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", ["wallet:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]),
    ("eth", "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe", ["wallet:0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"]),
    ("referral", "nhập mã giới thiệu: VIP6868 nhận 50k", ["referral:VIP6868"]),
    ("referral_word", "mã mời bạn bè", []),
    ("invite_code", "invite code 123456", ["referral:123456"]),
]

# The digits of base 64 (RFC 4648) and of Nix' base 32, as a C header.
upper = ""
lower = ""
for i in range(26): upper = upper + chr(65 + i)
for i in range(26): lower = lower + chr(97 + i)
digits = ""
for i in range(10): digits = digits + str(i)
base64 = upper + lower + digits + "+/"

# Without e, o, u and t, so that hashes are less likely to say something.
base32 = digits
for i in range(26): base32 = base32 + ("" if lower[i] in "eout" else lower[i])

print("static const char base64[] = \"" + base64 + "\";")
print("static const char base32[] = \"" + base32 + "\";")

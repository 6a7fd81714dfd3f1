# Run by stage 0's busybox, with nothing on PATH. The tools are copied, not
# linked to, so that what is built with them never needs stage 0 again.
busybox=$stage0/bin/busybox
$busybox mkdir -p "$out"
$busybox cp -r "$stage0/." "$out/"
$busybox chmod -R u+w "$out"

for applet in $($busybox --list); do
  [ "$applet" = busybox ] || $busybox ln -s busybox "$out/bin/$applet"
done
PATH=$out/bin

sed "s|@out@|$out|g" "$cc" >"$out/bin/cc"
chmod +x "$out/bin/cc"

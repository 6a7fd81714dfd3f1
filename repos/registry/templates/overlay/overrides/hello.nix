# Each file in here is an overlay. What it changes is changed for every package
# that uses it.
final: prev: {
  hello = prev.hello.overrideAttrs (old: {
    version = "${old.version}-house";
  });
}

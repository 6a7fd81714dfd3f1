#!@out@/bin/sh
# cc: compiles with tcc, for musl, and links statically. `cc -ar rcs LIBRARY OBJECT…`
# makes a library: the ar that is there too, busybox', only unpacks them.
set -e
out=@out@
musl=$out/lib/musl

# The compiler itself is linked against glibc, so that came along, with its loader.
run() {
  "$out/lib/glibc/ld.so" --library-path "$out/lib/glibc" "$@"
}

tcc() {
  run "$out/bin/tcc" "-B$out/lib/tcc" -nostdinc "-I$out/include/musl" "-I$out/lib/tcc/include" "$@"
}

# tcc links too, but knows too few relocations for that on aarch64. It reads
# LIBRARY_PATH itself, and ld does not.
link() {
  IFS=:
  for folder in ${LIBRARY_PATH:-}; do
    set -- "$@" "-L$folder"
  done
  if [ -e "$out/bin/ld" ]; then
    run "$out/bin/ld" -static -s "-L$musl" "$@"
  else
    tcc -nostdlib -static "-L$musl" "$@"
  fi
}

# object SOURCE: where to compile it to. In this folder, as there may be no other.
object() {
  echo ".cc-$$-${1##*/}.o"
}

# compile SOURCE ARGUMENT…: with those arguments that are for the compiler.
compile() {
  source=$1
  shift
  for argument; do
    shift
    case $argument in
    -[DIU]*) set -- "$@" "$argument" ;;
    esac
  done
  tcc "$@" -c -o "$(object "$source")" "$source"
}

if [ "$1" = -ar ]; then
  run "$out/bin/tcc" "$@"
  exit
fi

for argument; do
  case $argument in
  -c | -E)
    tcc "$@"
    exit
    ;;
  esac
done

for argument; do
  case $argument in
  *.c) compile "$argument" "$@" ;;
  esac
done

objects=
for argument; do
  shift
  case $argument in
  -[DIU]*) ;;
  *.c)
    objects="$objects $(object "$argument")"
    set -- "$@" "$(object "$argument")"
    ;;
  *) set -- "$@" "$argument" ;;
  esac
done

# libtcc1 has what the compiler emits calls to, and calls libc in its turn.
(link "$musl/crt1.o" "$musl/crti.o" "$@" \
  "$musl/libc.a" "$out/lib/tcc/libtcc1.a" "$musl/libc.a" "$musl/crtn.o")
rm -f $objects

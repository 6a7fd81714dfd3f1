
# Runs the phases of a build. Each of the variables unpackPhase, buildPhase,
# checkPhase, installPhase may hold shell commands that replace the default.

# The shell is busybox', which runs its own applets before it looks in PATH: a
# package cannot replace `sed` or `tar` for another by lying on its PATH.
PATH=
C_INCLUDE_PATH=
LIBRARY_PATH=
export PATH C_INCLUDE_PATH LIBRARY_PATH

# addTo VARIABLE FOLDER: appends it to a search path, if it exists.
addTo() {
  if [ -d "$2" ]; then
    eval "$1=\${$1:+\$$1:}\$2"
  fi
}

for package in ${buildInputs:-} $initialPath; do
  addTo PATH "$package/bin"
done
for package in ${buildInputs:-}; do
  addTo C_INCLUDE_PATH "$package/include"
  addTo LIBRARY_PATH "$package/lib"
done

# For programs that would write the time into what they make.
SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH

defaultUnpackPhase() {
  if [ -n "${src:-}" ]; then
    cp -r "$src/." .
    chmod -R u+w .
  fi
}

defaultBuildPhase() {
  :
}

defaultCheckPhase() {
  :
}

defaultInstallPhase() {
  echo "there is no installPhase" >&2
  return 1
}

# Scripts find the shell where it is, not where it happens to be elsewhere.
fixupPhase() {
  for script in "$out"/bin/*; do
    if [ -f "$script" ] && [ "$(head -c 9 "$script")" = '#!/bin/sh' ]; then
      sed -i "1s|^#!/bin/sh|#!$shell|" "$script"
    fi
  done
}

runPhase() {
  eval "commands=\${${1}Phase:-}"
  echo "$1 phase"
  eval "${commands:-$2}"
}

runPhase unpack defaultUnpackPhase
runPhase build defaultBuildPhase
runPhase check defaultCheckPhase
runPhase install defaultInstallPhase
fixupPhase

mkdir "$out"
{
  echo "shell=$shell"
  echo "initialPath='$path'"
  cat "$setup"
} >"$out/setup.sh"

# a |> b
{ lib, x ? 1 }:
{
  told = x |> lib.id |> (y: y);
  "<|" = lib.id <| x;
}

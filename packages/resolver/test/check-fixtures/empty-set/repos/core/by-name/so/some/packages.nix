{ ... }: final: {
  tools = { };
  hammers.small = rec { };
  saws = { saw = { }: 1; };
  kept = { } // { one = { }: 1; };
}

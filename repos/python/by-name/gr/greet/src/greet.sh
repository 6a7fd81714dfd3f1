#!/bin/sh
# usage: greet [NAME]
set -e
@hello@/bin/hello -g "Hello, ${1:-world}! I am:"
exec @binutils@/bin/readelf @hello@/bin/hello

#!/bin/sh
# Builds this service and runs it:  sh run.sh LIBS
# LIBS is a folder with the jars of the platform's service runtime. Needs a JDK 25, nothing else.
# It listens on build/service.sock; call.sh calls it. What it keeps is in build/data.
set -eu
libs=$(cd "${1:?'the folder with the jars of the runtime is missing: sh run.sh LIBS'}" && pwd)
cd "$(dirname "$0")"
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
mkdir -p build/classes build/data
find src -name '*.java' > build/sources
"${bin}javac" -Xlint:all,-classfile,-processing -proc:none -g -parameters \
  -cp "$libs/*" -d build/classes @build/sources
cp openapi.json build/classes/
# Only what is signed with this key is answered.
if [ ! -s build/key ]; then
  (umask 077 && head -c 32 /dev/urandom | base64 > build/key)
fi
FACTORY_SERVICE=local FACTORY_ASSERTION_KEY=$(cat build/key)
export FACTORY_SERVICE FACTORY_ASSERTION_KEY
exec "${bin}java" --enable-native-access=ALL-UNNAMED -cp "$libs/*:build/classes" \
  factory.generated.Main --socket=build/service.sock --data=build/data --version=local

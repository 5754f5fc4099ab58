# Headers of other projects that nearly every source includes, parsed once. Not for ccache, which would read the 300 MB of
# them for every source, and not for clang, which so finds a source that forgets an include.
set(precompile OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(precompile ON)
endif()

# aimcert_precompile(<target> WITH <set>): a set below, for targets that link aimcert_headers and have its compile options.
function(aimcert_precompile target with set)
  if(precompile)
    target_precompile_headers(${target} REUSE_FROM ${set})
  endif()
endfunction()

# GCC takes a set only where every macro stands as it did for the set: hence targets of their own, which define no more.
function(aimcert_precompiled_set set)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINK;HEADERS")
  if(precompile)
    file(CONFIGURE OUTPUT ${set}.cpp CONTENT "")
    add_library(${set} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${set}.cpp)
    target_link_libraries(${set} PRIVATE aimcert_headers ${ARG_LINK})
    target_precompile_headers(${set} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

set(headers <Eigen/Core> <boost/multiprecision/gmp.hpp> <boost/multiprecision/mpfi.hpp> <boost/multiprecision/mpfr.hpp>
            <rapidcheck.h> <algorithm> <array> <cmath> <functional> <map> <optional> <string> <variant> <vector>)
aimcert_precompiled_set(precompiled HEADERS ${headers})
aimcert_precompiled_set(precompiled_with_cli LINK CLI11::CLI11 HEADERS ${headers} <nlohmann/json.hpp> <CLI/CLI.hpp>)
aimcert_precompiled_set(precompiled_with_tests LINK GTest::gtest GTest::gmock
                        HEADERS ${headers} <gtest/gtest.h> <gmock/gmock.h> <nlohmann/json.hpp>)

# Headers of other projects that nearly every source includes, parsed once. Not for ccache, which would read the 300 MB of
# them for every source, and not for clang, which so finds a source that forgets an include.
set(precompile OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(precompile ON)
endif()

# aimcert_precompile(<target> WITH <set>): a set below, for targets that have its compile options and macros.
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
    target_link_libraries(${set} PRIVATE ${ARG_LINK})
    target_precompile_headers(${set} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

# Only what most sources of a set use: GCC instantiates what inline functions of a header need in every source that is
# given it, used or not (CLI11: 3 s).
set(standard <algorithm> <array> <cmath> <functional> <map> <optional> <string> <variant> <vector>)
set(headers <Eigen/Core> <boost/multiprecision/gmp.hpp> <boost/multiprecision/mpfi.hpp> <boost/multiprecision/mpfr.hpp>
            <rapidcheck.h> ${standard})
aimcert_precompiled_set(precompiled LINK aimcert_headers HEADERS ${headers})
aimcert_precompiled_set(precompiled_with_tests LINK aimcert_headers GTest::gtest GTest::gmock
                        HEADERS ${headers} <gtest/gtest.h> <gmock/gmock.h> <nlohmann/json.hpp>)
aimcert_precompiled_set(precompiled_for_reference LINK Boost::headers HEADERS <boost/multiprecision/mpfr.hpp> ${standard})

# Headers of other projects that nearly every source includes, parsed once: a quarter of the compile time. Clang compiles
# without them, and so finds a source that forgets an include.

# aimcert_precompile(<target> WITH <set>): a set below, for targets that link aimcert_headers and have its compile options.
function(aimcert_precompile target with set)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_precompile_headers(${target} REUSE_FROM ${set})
    target_compile_options(${target} PRIVATE -fpch-preprocess)  # for ccache
  endif()
endfunction()

# GCC takes a set only where every macro stands as it did for the set: hence targets of their own, which define none.
function(aimcert_precompiled_set set)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    file(CONFIGURE OUTPUT ${set}.cpp CONTENT "")
    add_library(${set} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${set}.cpp)
    target_link_libraries(${set} PRIVATE aimcert_headers)
    target_precompile_headers(${set} PRIVATE ${ARGN})
    target_compile_options(${set} PRIVATE -fpch-preprocess)
  endif()
endfunction()

set(headers <Eigen/Core> <boost/multiprecision/gmp.hpp> <boost/multiprecision/mpfi.hpp> <boost/multiprecision/mpfr.hpp>
            <rapidcheck.h> <algorithm> <array> <cmath> <functional> <map> <optional> <string> <variant> <vector>)
aimcert_precompiled_set(precompiled ${headers})
aimcert_precompiled_set(precompiled_with_tests ${headers} <gtest/gtest.h> <gmock/gmock.h> <nlohmann/json.hpp>)

# aimcert_instances(<variable> <template>): one source for each scalar of core/scalar/shipped.hpp, written from <template>,
# in which @scalar@ is its type.
function(aimcert_instances variable template)
  set(sources "")
  foreach(scalar IN ITEMS float double Real50 Real100 DoubleInterval Interval Rational)
    configure_file(${template} instances_${scalar}.cpp @ONLY)
    list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/instances_${scalar}.cpp)
  endforeach()
  set(${variable} ${sources} PARENT_SCOPE)
endfunction()

# The file under `tree`, a copy in which `replace` stands for `find`.
function(aimcert_broken_file tree name file find replace)
  file(CONFIGURE OUTPUT ${tree}/find.txt CONTENT "${find}" @ONLY)  # written only when it changes
  file(CONFIGURE OUTPUT ${tree}/replace.txt CONTENT "${replace}" @ONLY)
  add_custom_command(OUTPUT ${tree}/${file}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR}/${file} -DTREE=${tree} -DTARGET=${tree}/${file}
            -P ${PROJECT_SOURCE_DIR}/tests/mutation/mutate.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${tree}/find.txt ${tree}/replace.txt
            ${PROJECT_SOURCE_DIR}/tests/mutation/mutate.cmake
    COMMENT "Breaking ${file}: ${name}")
endfunction()

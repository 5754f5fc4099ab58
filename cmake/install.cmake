# `find_package(aimcert)` gives aimcert::headers (any scalar) and aimcert::core (the scalars that ship).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS aimcert_headers aimcert_core EXPORT aimcertTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/core DESTINATION include/aimcert FILES_MATCHING PATTERN "*.hpp")
install(TARGETS aimcert RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(EXPORT aimcertTargets NAMESPACE aimcert:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/aimcert)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/aimcertConfig.cmake.in
  ${CMAKE_BINARY_DIR}/aimcertConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/aimcert)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/aimcertConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/aimcertConfig.cmake ${CMAKE_BINARY_DIR}/aimcertConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/aimcert)

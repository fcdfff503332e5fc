# What `cmake --install` copies, and the packages that `cpack` makes of it in the build folder.
include(GNUInstallDirs)
install(TARGETS babble babble-desktop RUNTIME)
install(FILES src/cli/babble.1 src/platform/desktop/babble-desktop.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES src/platform/desktop/babble.desktop DESTINATION "${CMAKE_INSTALL_DATADIR}/applications")
install(FILES web/icon.svg DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps" RENAME babble.svg)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
install(FILES README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # no need to build the tests first
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The Babble authors <babble@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Watch character-level language models learn")
set(CPACK_PACKAGE_DESCRIPTION "A program for people who learn how language models work, and a command:
bigrams, a multilayer perceptron, recurrent networks and a transformer,
with the numbers of the courses makemore and Dive into Deep Learning.")
set(CPACK_PACKAGE_FILE_NAME "babble-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)

# The fonts of the interface: subsets of Debian's fonts-inter and fonts-jetbrains-mono, made at
# build time and embedded. ui/base/embedded_fonts.h declares what the generated code defines. Sets
# BABBLE_FONT_SOURCES.

# What people read and type in languages written in Latin letters, Greek and Cyrillic ones, and what
# formulas are written with: all in the face for texts. The face of the interface has the letters of
# English and its neighbours and those of formulas, that of titles no more than titles need; each
# face supplies what another lacks. All else is drawn with the browser's fonts or the system's
# (ui/foreign_glyphs.h): every character here is in what each visitor loads.
set(letters
  U+0100-017F  # Latin Extended-A
  U+0218-021B U+02C6-02DD  # Romanian letters, spacing accents
  # Cyrillic: Russian, Ukrainian, Belarusian, Bulgarian
  U+0401 U+0404 U+0406-0407 U+040E U+0410-044F U+0451 U+0454 U+0456-0457 U+045E U+0490-0491)
set(interface
  U+0020-007E  # ASCII
  U+00A0-00FF  # Latin-1
  U+0300-0304  # combining grave, acute, circumflex, tilde, macron
  U+0386-03CE  # Greek
  U+1D49 U+1D62-1D65 U+2070-209C U+2C7C  # superscripts and subscripts
  U+2010-2027 U+2030-203A U+2044 U+205F  # punctuation, ‖ • … ‰ ′ ‹ ›
  U+20AC U+2116 U+2122 U+210E  # € № ™ ℎ
  U+2190-2199 U+21A9-21B5 U+21BA-21BB U+21D0-21D4 U+21E5 U+21E7  # arrows, ↵
  U+2202 U+2205-2206 U+2208 U+220F U+2211-2212 U+2219-221A U+221E U+2225 U+2227-222B U+223C U+2248
  U+2260-2261 U+2264-2265 U+2299 U+22A4-22A5 U+22EE-22EF  # mathematical operators
  U+2308-230B U+2318 U+2320-2321 U+2325 U+2326 U+232B U+23CE U+2423 U+23F5 U+23F8  # keys, ⏎, ␣
  U+25A0-25FF U+2605-2606 U+2610-2612 U+2713 U+2717  # shapes, ticks
  U+27E8-27E9 U+FFFD)
set(titles U+0020-007E U+00B7 U+00D7 U+2010-2027 U+2190-2193)

# Another python3 may come first on PATH and lack the package.
find_program(BABBLE_PYTHON python3 HINTS /usr/bin NO_CMAKE_FIND_ROOT_PATH REQUIRED)

function(babble_font function name folder)
  find_file(BABBLE_${name} ${name} PATHS /usr/share/fonts/${folder} ENV BABBLE_FONTS NO_CMAKE_FIND_ROOT_PATH)
  set(file "${BABBLE_${name}}")
  if(NOT file)
    message(FATAL_ERROR "The font ${name} is missing. Debian has it in fonts-inter or fonts-jetbrains-mono; "
                        "elsewhere, the environment variable BABBLE_FONTS names its folder.")
  endif()
  string(REPLACE ";" "," ranges "${ARGN}")
  set(subset "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  # No layout features and no hints: the rasteriser reads neither. Outlines without subroutines
  # are longer, but shorter with Brotli.
  add_custom_command(
    OUTPUT "${subset}"
    COMMAND "${BABBLE_PYTHON}" -m fontTools.subset "${file}" "--output-file=${subset}"
            "--unicodes=${ranges}" --layout-features= --no-hinting --desubroutinize --notdef-outline
            "--drop-tables+=GSUB,GPOS,GDEF,STAT,DSIG,meta"
    DEPENDS "${file}" "${CMAKE_SOURCE_DIR}/src/cmake/BabbleFonts.cmake"
    COMMENT "Subsetting ${name}"
    VERBATIM)
  babble_embed(generated "${subset}" ${function})
  set(BABBLE_FONT_SOURCES ${BABBLE_FONT_SOURCES} "${generated}" PARENT_SCOPE)
endfunction()

set(BABBLE_FONT_SOURCES)
babble_font(babble::ui::regular_font Inter-Regular.otf opentype/inter ${interface})
babble_font(babble::ui::semibold_font Inter-SemiBold.otf opentype/inter ${titles})
babble_font(babble::ui::mono_font JetBrainsMono-Regular.ttf truetype/jetbrains-mono ${interface} ${letters})

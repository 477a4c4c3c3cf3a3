# Compiler settings and the few functions that every CMakeLists.txt of the house uses.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(GTest REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_path(CPPCONN_INCLUDE cppconn/driver.h REQUIRED)
find_library(CPPCONN_LIBRARY mysqlcppconn REQUIRED)
find_path(GOOGLEAPIS google/api/annotations.proto REQUIRED
  PATHS /usr/share/gocode/src/github.com/grpc-ecosystem/grpc-gateway/third_party/googleapis)
find_path(GRPC_PROTO grpc/reflection/v1alpha/reflection.proto PATHS /usr/share/grpc-proto NO_DEFAULT_PATH)

# Warnings are errors in our own code; generated and system headers are exempt.
add_library(duaal_flags INTERFACE)
target_compile_options(duaal_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wpedantic
  -Wcast-align -Woverloaded-virtual -Werror)
target_include_directories(duaal_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(DUAAL_SANITIZE)
  add_compile_options(-fsanitize=${DUAAL_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DUAAL_SANITIZE})
  if(DUAAL_SANITIZE MATCHES thread)
    # Protobuf's map fields are larger where this macro is set, so that the distribution's library would read
    # ours at the wrong place. libstdc++ takes the same news by a macro of its own.
    add_compile_options(-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
    # The sanitizer does not follow bare fences; Asio's go with locks that it does follow.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# duaal_library(name SRCS ... DEPS ...): a static library with the house's flags. Without SRCS it is
# header-only.
function(duaal_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  if(ARG_SRCS)
    add_library(${name} STATIC ${ARG_SRCS})
    target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE duaal_flags)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_DEPS})
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

# duaal_binary(name SRCS ... DEPS ...): a program, put into <build>/bin.
function(duaal_binary name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} duaal_flags)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# duaal_test(name LABEL unit SRCS ... DEPS ...): a GoogleTest program, one ctest entry of that label.
function(duaal_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(DUAAL_SANITIZE)
    math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")  # not optimised, and checked at every access
  endif()
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest duaal_flags)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "DUAAL_SOURCE=${CMAKE_SOURCE_DIR};DUAAL_BUILD=${CMAKE_BINARY_DIR}")
endfunction()

# duaal_migrations(name): compiles the names of the chassis' and the service's migrations into a binary, as
# the list DUAAL_MIGRATIONS; a server refuses to start on a schema with more or fewer.
function(duaal_migrations name)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/chassis/migrations/C*.sql
    ${CMAKE_CURRENT_SOURCE_DIR}/migrations/V*.sql)
  set(names)
  foreach(file ${files})
    get_filename_component(base ${file} NAME_WE)
    list(APPEND names "\"${base}\"")
  endforeach()
  list(JOIN names "," joined)
  target_compile_definitions(${name} PRIVATE "DUAAL_MIGRATIONS=${joined}")
endfunction()

#include "cli/commands.h"

int main(int argc, char** argv) { return babble::cli::run(argc, argv); }

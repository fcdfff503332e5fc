// Dear ImGui (1.86 or later) with its internals: cards need to shrink the work area of the current window, and
// own widgets the behaviours that ImGui's are made of.
#pragma once

#define IMGUI_DEFINE_MATH_OPERATORS
#include <imgui.h>
#include <imgui_internal.h>

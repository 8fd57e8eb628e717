#ifndef HEED_PANEL_BEAM_H
#define HEED_PANEL_BEAM_H

enum { BEAM_SHOWN = 16 }; /* the widest beam whose tree is shown */

#endif

// The script of every page but the room's. Nothing here is needed to read, post, ask or vote.
import * as countdown from "./modules/countdown.js";
import * as enhance_form from "./modules/enhance_form.js";
import * as progress from "./modules/progress.js";
import { register, start } from "./modules/start.js";

register({ countdown, enhance_form, progress });
start(document);

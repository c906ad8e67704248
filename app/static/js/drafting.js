// The script of the page where a draft is written together. Without it the page is a plain form with a version check.
import * as countdown from "./modules/countdown.js";
import * as drafting from "./modules/drafting.js";
import * as enhance_form from "./modules/enhance_form.js";
import { register, start } from "./modules/start.js";

register({ countdown, drafting, enhance_form });
start(document);

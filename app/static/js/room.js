// The script of the room. Without it the room is a page of plain forms that is reloaded by hand.
import * as countdown from "./modules/countdown.js";
import * as enhance_form from "./modules/enhance_form.js";
import * as room_log from "./modules/room_log.js";
import { register, start } from "./modules/start.js";

register({ countdown, enhance_form, room_log });
start(document);

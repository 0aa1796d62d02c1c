const setting = 'deskrail.single-keys';

/** Whether single keys act at once; they do until somebody says otherwise. */
export function readSetting(): boolean {
  try {
    return localStorage.getItem(setting) !== 'off';
  } catch {
    return true;
  }
}

export function keepSetting(on: boolean): void {
  try {
    localStorage.setItem(setting, on ? 'on' : 'off');
  } catch {
    // A sidebar's storage may be closed to it: the switch then lasts as long as the page.
  }
}

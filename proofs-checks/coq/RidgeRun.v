(** Two functions with one minimum, steep along one direction each, whose gradient steps in turn drive the weights of
    the asymmetric linear device away from the minimum: the run is computed in whole numbers with an error bound. *)

From Coq Require Import Reals Lra Lia Psatz ZArith.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness.
Local Open Scope R_scope.

(** f = (μ/2)|x|² + ((1-μ)/2) (a·x)²/|a|², x = W - M, with two directions a. *)
Definition three (x y z : R) (i : nat) : R := match i with O => x | 1%nat => y | _ => z end.
Definition direction (s : bool) : vector := if s then three 1 0 2 else three 2 1 1.
Definition direction_sq (s : bool) : R := if s then 5 else 6.
Definition centre : vector := three (3/4) (3/4) (-3/4).
Definition along_direction (s : bool) (x : vector) : R := dot 3 (direction s) (sub x centre).
Definition ridge (s : bool) (x : vector) : R :=
  /32 / 2 * norm_sq 3 (sub x centre) + (1 - /32) / 2 * ((along_direction s x)^2 / direction_sq s).
Definition ridge_slope (s : bool) (x : vector) : vector :=
  fun i => /32 * sub x centre i + (1 - /32) * (along_direction s x / direction_sq s) * direction s i.

Ltac expand :=
  unfold ridge, ridge_slope, along_direction, direction_sq, direction, centre, three, dot, norm_sq, sub, along;
  cbn [sum_of].

(** f(y) - f(x) - <g(x), y-x> is f at y-x, without M. *)
Lemma ridge_expansion s x y :
  ridge s y - ridge s x - dot 3 (ridge_slope s x) (sub y x)
  = /32 / 2 * norm_sq 3 (sub y x)
    + (1 - /32) / 2 * ((dot 3 (direction s) (sub y x))^2 / direction_sq s).
Proof. destruct s; expand; field. Qed.

(** 0 <= (a·d)² <= |a|²|d|². *)
Lemma direction_bounds s d : 0 <= (dot 3 (direction s) d)^2 / direction_sq s <= norm_sq 3 d.
Proof.
  assert (E : norm_sq 3 (direction s) = direction_sq s) by (destruct s; expand; ring).
  assert (Hp : 0 < direction_sq s) by (destruct s; simpl; lra).
  pose proof (cauchy_schwarz_sq 3 (direction s) d) as H. rewrite E in H.
  split; [apply Rmult_le_pos; [apply pow2_ge_0|left; now apply Rinv_0_lt_compat]|].
  apply (Rmult_le_reg_l (direction_sq s)); [easy|].
  replace (direction_sq s * ((dot 3 (direction s) d)^2 / direction_sq s)) with ((dot 3 (direction s) d)^2)
    by (field; lra).
  easy.
Qed.

Lemma ridge_convex s : strongly_convex 3 (/32) (ridge s) (ridge_slope s).
Proof.
  intros x y. pose proof (ridge_expansion s x y).
  pose proof (direction_bounds s (sub y x)). lra.
Qed.

Lemma ridge_minimum s x : ridge s centre <= ridge s x.
Proof.
  pose proof (ridge_convex s centre x) as H.
  assert (E : dot 3 (ridge_slope s centre) (sub x centre) = 0) by (destruct s; expand; field).
  rewrite E in H. pose proof (norm_sq_nonneg 3 (sub x centre)). lra.
Qed.

Lemma ridge_smooth s : smooth 3 1 (ridge s) (ridge_slope s).
Proof.
  split; [intros x v t; destruct s; expand; auto_derive; try easy; field|].
  intros x y. rewrite Rmult_1_l. apply norm2_at_most; [apply norm2_nonneg|]. rewrite norm2_sq.
  set (d := sub x y).
  assert (E : norm_sq 3 (sub (ridge_slope s x) (ridge_slope s y))
              = (/32)^2 * norm_sq 3 d + (1 - (/32)^2) * ((dot 3 (direction s) d)^2 / direction_sq s)).
  { unfold d. destruct s; expand; field. }
  rewrite E. pose proof (direction_bounds s d). lra.
Qed.

(** The run, with (1,0,2) first. *)
Definition turn (k : nat) : bool := Nat.even k.
Fixpoint ridge_run (k : nat) : vector :=
  match k with
  | O => three (3/4) (3/4) (-3/4 + /1024)
  | S j => fun i => ald_update 1 (ridge_run j i) (- (1/2) * ridge_slope (turn j) (ridge_run j) i)
  end.

(** The same in whole multiples of 1/D, rounded down: X stands for X/D. *)
Record whole := { first : Z; second : Z; third : Z }.
Definition entry (x : whole) (i : nat) : Z := match i with O => first x | 1%nat => second x | _ => third x end.
Definition whole_direction (s : bool) : whole :=
  if s then {| first := 1; second := 0; third := 2 |} else {| first := 2; second := 1; third := 1 |}.
Definition whole_sq (s : bool) : Z := if s then 5%Z else 6%Z.
Definition D : Z := (2 ^ 400)%Z.
Definition whole_centre : whole := {| first := 3 * 2 ^ 398; second := 3 * 2 ^ 398; third := - (3 * 2 ^ 398) |}%Z.

(** 32 |a|² times the gradient. *)
Definition whole_slope (s : bool) (x : whole) (i : nat) : Z :=
  (whole_sq s * (entry x i - entry whole_centre i)
   + 31 * (entry (whole_direction s) 0 * (entry x 0 - entry whole_centre 0)
           + entry (whole_direction s) 1 * (entry x 1 - entry whole_centre 1)
           + entry (whole_direction s) 2 * (entry x 2 - entry whole_centre 2)) * entry (whole_direction s) i)%Z.
Definition whole_step (s : bool) (x : whole) (i : nat) : Z :=
  (Z.shiftr (64 * whole_sq s * D * entry x i - D * whole_slope s x i - Z.abs (whole_slope s x i) * entry x i) 406
   / whole_sq s)%Z.
Definition whole_update (s : bool) (x : whole) : whole :=
  {| first := whole_step s x 0; second := whole_step s x 1; third := whole_step s x 2 |}.
Fixpoint whole_run (k : nat) : whole :=
  match k with
  | O => {| first := 3 * 2 ^ 398; second := 3 * 2 ^ 398; third := - (3 * 2 ^ 398) + 2 ^ 390 |}%Z
  | S j => whole_update (turn j) (whole_run j)
  end.

(** Every |X|_inf stays below 1 - 2^-20, and the second entry ends above .7826. *)
Definition inside (x : whole) : bool :=
  (Z.abs (first x) * 2 ^ 20 <=? D * (2 ^ 20 - 1))%Z && (Z.abs (second x) * 2 ^ 20 <=? D * (2 ^ 20 - 1))%Z
  && (Z.abs (third x) * 2 ^ 20 <=? D * (2 ^ 20 - 1))%Z.
Definition outgrown (x : whole) : bool := (7826 * D <=? 10000 * second x)%Z.
Fixpoint follow (k : nat) (x : whole) (count : nat) : bool :=
  inside x && match count with O => outgrown x | S rest => follow (S k) (whole_update (turn k) x) rest end.

Lemma follow_run k count :
  follow k (whole_run k) count = true ->
  (forall j, (k <= j <= k + count)%nat -> inside (whole_run j) = true) /\ outgrown (whole_run (k + count)) = true.
Proof.
  revert k. induction count as [|count IH]; intros k H; cbn [follow] in H; apply andb_prop in H; destruct H as [Hk H].
  - rewrite Nat.add_0_r. split; [|easy]. intros j Hj. now replace j with k by lia.
  - change (whole_update (turn k) (whole_run k)) with (whole_run (S k)) in H. destruct (IH (S k) H) as [Hin Hend].
    rewrite <- Nat.add_succ_comm. split; [|easy]. intros j Hj. destruct (Nat.eq_dec j k) as [->|]; [easy|].
    apply Hin; lia.
Qed.

Lemma computed : follow 0 (whole_run 0) 142 = true.
Proof. vm_cast_no_check (eq_refl true). Qed.

Lemma room_for_errors : (5 ^ 142 * 2 ^ 20 <= D)%Z.
Proof. vm_compute. discriminate. Qed.

Lemma D_pos : 0 < IZR D.
Proof. apply IZR_lt. reflexivity. Qed.

Lemma centre_in_D i : IZR (entry whole_centre i) = centre i * IZR D.
Proof.
  assert (E : D = (4 * 2 ^ 398)%Z) by (vm_compute; reflexivity).
  rewrite E, mult_IZR. unfold entry, whole_centre, centre, three. set (p := (2 ^ 398)%Z).
  destruct i as [|[|i]]; cbn [first second third]; rewrite ?opp_IZR, mult_IZR; field.
Qed.

Definition real (x : whole) : vector := fun i => IZR (entry x i) / IZR D.

Lemma slope_in_D s x i :
  (i < 3)%nat -> IZR (whole_slope s x i) = 32 * IZR (whole_sq s) * IZR D * ridge_slope s (real x) i.
Proof.
  intros Hi. pose proof D_pos as HD. unfold whole_slope.
  repeat rewrite ?plus_IZR, ?mult_IZR, ?minus_IZR. rewrite !centre_in_D.
  assert (Ex : forall j, IZR (entry x j) = real x j * IZR D) by (intros; unfold real; field; lra).
  rewrite !Ex. set (y := real x). clearbody y. set (E := IZR D) in *. clearbody E.
  destruct i as [|[|[|i]]]; [| | |lia]; destruct s; cbn [entry whole_direction first second third whole_sq];
    expand; field.
Qed.

Lemma floor_error a b : (0 < b)%Z -> IZR a / IZR b - 1 <= IZR (a / b) <= IZR a / IZR b.
Proof.
  intros Hb. pose proof (IZR_lt 0 b Hb) as Hr. pose proof (Z.mul_div_le a b Hb) as H1.
  pose proof (Z.mul_succ_div_gt a b Hb) as H2. apply IZR_le in H1. apply IZR_lt in H2.
  rewrite mult_IZR in H1, H2. rewrite succ_IZR in H2. assert (E : IZR a / IZR b * IZR b = IZR a) by (field; lra).
  split; apply (Rmult_le_reg_r (IZR b)); lra.
Qed.

(** One step of a vector; the whole step is that of X/D, rounded. *)
Definition ridge_step (s : bool) (w : vector) : vector := fun i => ald_update 1 (w i) (- (1/2) * ridge_slope s w i).

Lemma ridge_step_plain s w i :
  ridge_step s w i = w i - ridge_slope s w i / 2 - Rabs (ridge_slope s w i) / 2 * w i.
Proof.
  unfold ridge_step, ald_update. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq (1/2)) by lra. field.
Qed.

Lemma whole_step_error s x i :
  (i < 3)%nat -> Rabs (ridge_step s (real x) i - IZR (whole_step s x i) / IZR D) <= / IZR D.
Proof.
  intros Hi. pose proof D_pos as HD. assert (Hs : (0 < whole_sq s)%Z) by (destruct s; reflexivity).
  pose proof (IZR_lt _ _ Hs) as Hr.
  unfold whole_step. rewrite Z.shiftr_div_pow2 by easy. rewrite Z.div_div by easy.
  assert (E6 : (2 ^ 406 = 64 * D)%Z) by (vm_compute; reflexivity). rewrite E6.
  set (a := (64 * whole_sq s * D * entry x i - D * whole_slope s x i - Z.abs (whole_slope s x i) * entry x i)%Z).
  pose proof (floor_error a (64 * D * whole_sq s)) as F.
  assert (HZ : (0 < 64 * D * whole_sq s)%Z) by (apply Z.mul_pos_pos; [reflexivity|easy]). specialize (F HZ).
  assert (Ea : IZR a / IZR (64 * D * whole_sq s) = ridge_step s (real x) i * IZR D).
  { unfold a. repeat rewrite ?minus_IZR, ?mult_IZR, ?abs_IZR. rewrite slope_in_D, ridge_step_plain by easy.
    rewrite Rabs_mult, (Rabs_pos_eq (32 * IZR (whole_sq s) * IZR D)) by (repeat apply Rmult_le_pos; lra).
    replace (IZR (entry x i)) with (real x i * IZR D) by (unfold real; field; lra).
    set (G := Rabs _). field. lra. }
  rewrite Ea in F. set (q := IZR (a / (64 * D * whole_sq s))) in *. clearbody q.
  replace (ridge_step s (real x) i - q / IZR D) with (/ IZR D * (ridge_step s (real x) i * IZR D - q)) by (field; lra).
  assert (0 < / IZR D) by now apply Rinv_0_lt_compat.
  rewrite Rabs_mult, (Rabs_pos_eq (/ IZR D)) by lra.
  rewrite <- (Rmult_1_r (/ IZR D)) at 2. apply Rmult_le_compat_l; [lra|]. apply Rabs_le. lra.
Qed.

Lemma slope_lipschitz s w x e i :
  (i < 3)%nat -> (forall j, (j < 3)%nat -> - e <= w j - x j <= e) ->
  - (4/3 * e) <= ridge_slope s w i - ridge_slope s x i <= 4/3 * e.
Proof.
  intros Hi H. pose proof (H 0%nat ltac:(lia)). pose proof (H 1%nat ltac:(lia)). pose proof (H 2%nat ltac:(lia)).
  destruct i as [|[|[|i]]]; [| | |lia]; destruct s; expand; lra.
Qed.

Lemma slope_at_most s x i : (i < 3)%nat -> (forall j, (j < 3)%nat -> Rabs (x j) <= 1) ->
  Rabs (ridge_slope s x i) <= 8/3.
Proof.
  intros Hi H.
  assert (B : forall j, (j < 3)%nat -> -2 <= x j - centre j <= 2).
  { intros j Hj. specialize (H j Hj). apply Rabs_le_between in H.
    destruct j as [|[|[|j]]]; [| | |lia]; unfold centre, three; lra. }
  pose proof (slope_lipschitz s x centre 2 i Hi B) as K.
  assert (E : ridge_slope s centre i = 0) by (destruct s; expand; field). rewrite E in K. apply Rabs_le. lra.
Qed.

Lemma step_lipschitz s w x e i :
  (i < 3)%nat -> 0 <= e <= 1 -> (forall j, (j < 3)%nat -> Rabs (w j - x j) <= e) ->
  (forall j, (j < 3)%nat -> Rabs (x j) <= 1) ->
  Rabs (ridge_step s w i - ridge_step s x i) <= 5 * e.
Proof.
  intros Hi He Hd Hx. rewrite !ridge_step_plain. pose proof (slope_at_most s x i Hi Hx) as Hg.
  assert (Hl : Rabs (ridge_slope s w i - ridge_slope s x i) <= 4/3 * e).
  { apply Rabs_le. apply slope_lipschitz; [easy|]. intros j Hj. apply Rabs_le_between. now apply Hd. }
  specialize (Hd i Hi). specialize (Hx i Hi).
  set (g := ridge_slope s w i) in *. set (h := ridge_slope s x i) in *. set (u := w i) in *. set (v := x i) in *.
  clearbody g h u v.
  pose proof (Rle_trans _ _ _ (Rabs_triang_inv2 g h) Hl) as Ha.
  assert (Hu : Rabs u <= 2).
  { replace u with (v + (u - v)) by ring. apply Rle_trans with (1 := Rabs_triang _ _). lra. }
  replace (u - g / 2 - Rabs g / 2 * u - (v - h / 2 - Rabs h / 2 * v))
    with ((u - v) + (- ((g - h) / 2) + (- ((Rabs g - Rabs h) * u / 2) + - (Rabs h * (u - v) / 2)))) by field.
  assert (B1 : Rabs ((Rabs g - Rabs h) * u / 2) <= 4/3 * e).
  { unfold Rdiv. rewrite !Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
    assert (Rabs (Rabs g - Rabs h) * Rabs u <= 4/3 * e * 2) by (apply Rmult_le_compat; try apply Rabs_pos; easy). lra. }
  assert (B2 : Rabs (Rabs h * (u - v) / 2) <= 4/3 * e).
  { unfold Rdiv. rewrite !Rabs_mult, Rabs_Rabsolu, (Rabs_pos_eq (/ 2)) by lra.
    assert (Rabs h * Rabs (u - v) <= 8/3 * e) by (apply Rmult_le_compat; try apply Rabs_pos; easy). lra. }
  assert (B3 : Rabs ((g - h) / 2) <= 2/3 * e).
  { unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. lra. }
  apply Rle_trans with (1 := Rabs_triang _ _).
  pose proof (Rabs_triang (- ((g - h) / 2)) (- ((Rabs g - Rabs h) * u / 2) + - (Rabs h * (u - v) / 2))) as T1.
  pose proof (Rabs_triang (- ((Rabs g - Rabs h) * u / 2)) (- (Rabs h * (u - v) / 2))) as T2.
  rewrite Rabs_Ropp in T1. rewrite (Rabs_Ropp (_ * u / 2)), (Rabs_Ropp (_ * (u - v) / 2)) in T2. lra.
Qed.

Lemma inside_real x i : inside x = true -> (i < 3)%nat -> Rabs (real x i) <= 1 - / 2 ^ 20.
Proof.
  intros H Hi. unfold inside in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H.
  destruct H as [H1 H2].
  assert (K : (Z.abs (entry x i) * 2 ^ 20 <= D * (2 ^ 20 - 1))%Z).
  { destruct i as [|[|[|i]]]; [| | |lia]; now apply Z.leb_le. }
  apply IZR_le in K. rewrite !mult_IZR, abs_IZR in K. pose proof D_pos as HD.
  assert (E : Rabs (real x i) * IZR D = Rabs (IZR (entry x i))).
  { unfold real, Rdiv. rewrite Rabs_mult, Rabs_inv, (Rabs_pos_eq (IZR D)) by lra. field. lra. }
  apply (Rmult_le_reg_r (IZR D)); [easy|]. rewrite E. set (A := Rabs _) in *. set (B := IZR D) in *. clearbody A B.
  change (2 ^ 20)%Z with 1048576%Z in K. change (1048576 - 1)%Z with 1048575%Z in K.
  replace (2 ^ 20) with 1048576 by ring. lra.
Qed.

(** The error of a run of k steps, in units of 1/D, and its share of 1. *)
Lemma error_below k : (k <= 142)%nat -> (5 ^ k - 1) / 4 / IZR D <= / 2 ^ 20.
Proof.
  intros Hk. pose proof D_pos as HD. pose proof (IZR_le _ _ room_for_errors) as Hroom.
  rewrite mult_IZR in Hroom. change (IZR (2 ^ 20)) with 1048576 in Hroom. replace (2 ^ 20) with 1048576 by ring.
  replace (IZR (5 ^ 142)) with (5 ^ 142) in Hroom by (rewrite pow_IZR; reflexivity).
  pose proof (Rle_pow 5 k 142 ltac:(lra) Hk) as Hp. set (p := 5 ^ k) in *. set (q := 5 ^ 142) in *.
  set (B := IZR D) in *.
  assert (0 < p) by (apply pow_lt; lra). clearbody p q B.
  apply (Rmult_le_reg_r (4 * B)); [lra|]. replace ((p - 1) / 4 / B * (4 * B)) with (p - 1) by (field; lra). lra.
Qed.

Lemma run_near k i :
  (k <= 142)%nat -> (i < 3)%nat -> Rabs (ridge_run k i - real (whole_run k) i) <= (5 ^ k - 1) / 4 / IZR D.
Proof.
  destruct (follow_run 0 142 computed) as [Hin _]. pose proof D_pos as HD. revert i.
  induction k as [|k IH]; intros i Hk Hi.
  - assert (E : D = (4 * 2 ^ 398)%Z) by (vm_compute; reflexivity).
    assert (E' : (2 ^ 398 = 256 * 2 ^ 390)%Z) by (vm_compute; reflexivity).
    assert (Hp : 0 < IZR (2 ^ 390)) by (apply IZR_lt; reflexivity).
    replace (ridge_run 0 i - real (whole_run 0) i) with 0; [rewrite Rabs_R0, pow_O; right; field; lra|].
    unfold real, whole_run, ridge_run. rewrite E, E'. set (p := (2 ^ 390)%Z) in *. clearbody p.
    destruct i as [|[|[|i]]]; [| | |lia]; cbn [entry three first second third];
      rewrite ?plus_IZR, ?opp_IZR, !mult_IZR; field; lra.
  - change (ridge_run (S k) i) with (ridge_step (turn k) (ridge_run k) i).
    change (real (whole_run (S k)) i) with (IZR (entry (whole_update (turn k) (whole_run k)) i) / IZR D).
    replace (entry (whole_update (turn k) (whole_run k)) i) with (whole_step (turn k) (whole_run k) i)
      by (destruct i as [|[|[|i]]]; [reflexivity..|lia]).
    pose proof (error_below k ltac:(lia)) as Hsmall. set (e := (5 ^ k - 1) / 4 / IZR D) in *.
    assert (He : 0 <= e).
    { unfold e. repeat apply Rmult_le_pos; try (left; apply Rinv_0_lt_compat; lra).
      pose proof (pow_R1_Rle 5 k ltac:(lra)). lra. }
    assert (Hone : 0 < / 2 ^ 20 < 1) by (replace (2 ^ 20) with 1048576 by ring; lra).
    assert (Hx : forall j, (j < 3)%nat -> Rabs (real (whole_run k) j) <= 1).
    { intros j Hj. apply Rle_trans with (1 := inside_real (whole_run k) j (Hin k ltac:(lia)) Hj). lra. }
    pose proof (step_lipschitz (turn k) (ridge_run k) (real (whole_run k)) e i Hi ltac:(lra)
                  (fun j Hj => IH j ltac:(lia) Hj) Hx) as H1.
    pose proof (whole_step_error (turn k) (whole_run k) i Hi) as H2.
    replace ((5 ^ S k - 1) / 4 / IZR D) with (5 * e + / IZR D) by (unfold e; cbn [pow]; field; lra).
    set (a := ridge_step _ _ i) in *. set (b := ridge_step _ (real _) i) in *.
    replace (a - IZR (whole_step (turn k) (whole_run k) i) / IZR D)
      with ((a - b) + (b - IZR (whole_step (turn k) (whole_run k) i) / IZR D)) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _). lra.
Qed.

Lemma ridge_run_in_unit k i : (k <= 142)%nat -> (i < 3)%nat -> Rabs (ridge_run k i) <= 1.
Proof.
  intros Hk Hi. destruct (follow_run 0 142 computed) as [Hin _].
  pose proof (inside_real (whole_run k) i (Hin k ltac:(lia)) Hi). pose proof (run_near k i Hk Hi).
  pose proof (error_below k Hk).
  replace (ridge_run k i) with (real (whole_run k) i + (ridge_run k i - real (whole_run k) i)) by ring.
  apply Rle_trans with (1 := Rabs_triang _ _). lra.
Qed.

Lemma outgrown_real x : outgrown x = true -> 7826/10000 <= real x 1%nat.
Proof.
  intros H. apply Z.leb_le, IZR_le in H. rewrite !mult_IZR in H. pose proof D_pos as HD.
  unfold real. cbn [entry]. apply (Rmult_le_reg_r (IZR D)); [easy|].
  unfold Rdiv at 2. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma ridge_run_grows : 7826/10000 - / 2 ^ 20 <= ridge_run 142 1%nat.
Proof.
  destruct (follow_run 0 142 computed) as [_ Hend]. rewrite Nat.add_0_l in Hend. apply outgrown_real in Hend.
  pose proof (run_near 142 1%nat ltac:(lia) ltac:(lia)) as Hn. pose proof (error_below 142 ltac:(lia)) as He.
  apply Rabs_le_between in Hn. lra.
Qed.

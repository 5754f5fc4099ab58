(** Arrays of elements with general responses (theory section 7): the definitions and facts that the claims on one or
    two arrays share. Only the first n entries of a vector count. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Device.
Local Open Scope R_scope.

(** The responses q+ and q- of every element. *)
Record array := { plus_response : nat -> R -> R; minus_response : nat -> R -> R }.

(** q+(w), q-(w), F(w), G(w), R(w) = q+ q- = F² - G², entry by entry. *)
Definition q_plus (A : array) (w : vector) : vector := fun i => plus_response A i (w i).
Definition q_minus (A : array) (w : vector) : vector := fun i => minus_response A i (w i).
Definition F_of (A : array) (w : vector) : vector :=
  fun i => symmetric_part (plus_response A i) (minus_response A i) (w i).
Definition G_of (A : array) (w : vector) : vector :=
  fun i => asymmetric_part (plus_response A i) (minus_response A i) (w i).
Definition R_of (A : array) (w : vector) : vector := fun i => q_plus A w i * q_minus A w i.

(** U(w,d), and what it adds to w: u(d) = d F - |d| G. *)
Definition step (A : array) (w d : vector) : vector :=
  fun i => update (plus_response A i) (minus_response A i) (w i) (d i).
Definition realised (A : array) (w d : vector) : vector := fun i => d i * F_of A w i - Rabs (d i) * G_of A w i.

(** g ⊙ F + |g| ⊙ G = -u(-g): the step against g. *)
Definition gradient_response (A : array) (w g : vector) : vector := fun i => g i * F_of A w i + Rabs (g i) * G_of A w i.

(** The response that an increment d uses, and the larger of both. *)
Definition used (A : array) (w d : vector) : vector := fun i => if Rle_dec 0 (d i) then q_plus A w i else q_minus A w i.
Definition steepest (A : array) (w : vector) : vector := fun i => Rmax (q_plus A w i) (q_minus A w i).

(** |x|_S² = Σ S_i x_i². *)
Definition weighted_sq (n : nat) (S x : vector) : R := sum_of n (fun i => S i * (x i)^2).

(** max_{i<n} x_i of non-negative numbers; |x|_inf. *)
Fixpoint largest (n : nat) (x : vector) : R := match n with O => 0 | S m => Rmax (largest m x) (x m) end.
Definition norm_inf (n : nat) (x : vector) : R := largest n (fun i => Rabs (x i)).

(** s = |G/√F|_inf² = max G²/F. *)
Definition asymmetry (n : nat) (A : array) (w : vector) : R := largest n (fun i => (G_of A w i)^2 / F_of A w i).

(** w lies in the range of the array, where no response is negative, and F <= F_max there. *)
Definition in_range (n : nat) (A : array) (w : vector) : Prop :=
  forall i, (i < n)%nat -> 0 <= q_plus A w i /\ 0 <= q_minus A w i.
Definition F_at_most (n : nat) (A : array) (w : vector) (F_max : R) : Prop :=
  forall i, (i < n)%nat -> F_of A w i <= F_max.

(** F_max = max F over the range. *)
Definition is_F_max (n : nat) (A : array) (F_max : R) : Prop :=
  (forall w, in_range n A w -> F_at_most n A w F_max) /\
  exists w i, in_range n A w /\ (i < n)%nat /\ F_of A w i = F_max.

(** The asymmetric linear device with symmetric point 0, and digital weights. *)
Definition ald (tau : R) : array :=
  {| plus_response := fun _ w => 1 - w / tau; minus_response := fun _ w => 1 + w / tau |}.
Definition digital : array := {| plus_response := fun _ _ => 1; minus_response := fun _ _ => 1 |}.

Lemma abs_between x r : Rabs x <= r -> - r <= x <= r.
Proof. intros H. unfold Rabs in H. destruct (Rcase_abs x); lra. Qed.

Lemma largest_nonneg n x : 0 <= largest n x.
Proof. induction n; simpl; [lra|]. eapply Rle_trans; [exact IHn|apply Rmax_l]. Qed.

Lemma largest_at_least n x i : (i < n)%nat -> x i <= largest n x.
Proof.
  induction n; intros H; [lia|]. simpl. destruct (Nat.eq_dec i n) as [->|]; [apply Rmax_r|].
  eapply Rle_trans; [apply IHn; lia|apply Rmax_l].
Qed.

Lemma norm_inf_entry n x i : (i < n)%nat -> Rabs (x i) <= norm_inf n x.
Proof. intros H. now apply (largest_at_least n (fun i => Rabs (x i))). Qed.

Lemma largest_le n x b : 0 <= b -> (forall i, (i < n)%nat -> x i <= b) -> largest n x <= b.
Proof. intros Hb. induction n; intros H; simpl; [easy|]. apply Rmax_lub; auto. Qed.

(** |x|_inf² <= |x|². *)
Lemma norm_inf_sq n x : (norm_inf n x)^2 <= norm_sq n x.
Proof.
  assert (H : norm_inf n x <= norm2 n x).
  { apply largest_le; [apply norm2_nonneg|]. intros i Hi. rewrite <- (sqrt_Rsqr_abs (x i)).
    apply sqrt_le_1_alt. replace (x i)² with ((x i)^2) by (unfold Rsqr; ring).
    apply (sum_of_term n (fun i => (x i)^2)); [intros; apply pow2_ge_0|easy]. }
  rewrite <- norm2_sq. apply pow_incr. split; [apply largest_nonneg|exact H].
Qed.

(** F and G from q±. *)
Lemma F_of_unfold A w i : F_of A w i = (q_minus A w i + q_plus A w i) / 2.
Proof. reflexivity. Qed.

Lemma G_of_unfold A w i : G_of A w i = (q_minus A w i - q_plus A w i) / 2.
Proof. reflexivity. Qed.

Lemma step_realised A w d i : step A w d i = w i + realised A w d i.
Proof. unfold step, update, realised, F_of, G_of. ring. Qed.

Lemma step_against A w c h i :
  0 <= c -> step A w (scale (- c) h) i = w i - c * gradient_response A w h i.
Proof.
  intros Hc. rewrite step_realised. unfold realised, gradient_response, scale.
  rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq c) by easy. ring.
Qed.

(** u(d) = d q_s, s = sign d. *)
Lemma realised_used A w d i : realised A w d i = d i * used A w d i.
Proof.
  unfold realised, used. rewrite F_of_unfold, G_of_unfold.
  destruct (Rle_dec 0 (d i)); [rewrite Rabs_pos_eq by easy|rewrite Rabs_left by lra]; field.
Qed.

(** R + q² = 2F q for either response q. *)
Lemma used_identity A w d i : R_of A w i + (used A w d i)^2 = 2 * F_of A w i * used A w d i.
Proof. unfold R_of, used. rewrite F_of_unfold. destruct (Rle_dec 0 (d i)); field. Qed.

(** One number for every entry makes a vector. *)
Lemma finite_choice n (Q : nat -> R -> Prop) :
  (forall i, (i < n)%nat -> exists x, Q i x) -> exists v : vector, forall i, (i < n)%nat -> Q i (v i).
Proof.
  induction n as [|n IH]; intros H; [exists (fun _ => 0); intros; lia|].
  destruct IH as [v Hv]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [x Hx].
  exists (fun i => if Nat.eq_dec i n then x else v i). intros i Hi.
  destruct (Nat.eq_dec i n) as [->|]; [easy|]. apply Hv. lia.
Qed.

Section Range.
  Variables (n : nat) (A : array) (w : vector).
  Hypothesis Hw : in_range n A w.

  Lemma F_nonneg i : (i < n)%nat -> 0 <= F_of A w i.
  Proof. intros Hi. destruct (Hw i Hi). rewrite F_of_unfold. lra. Qed.

  Lemma R_nonneg i : (i < n)%nat -> 0 <= R_of A w i.
  Proof. intros Hi. destruct (Hw i Hi). now apply Rmult_le_pos. Qed.

  Lemma used_bounds d i : (i < n)%nat -> 0 <= used A w d i <= steepest A w i.
  Proof.
    intros Hi. destruct (Hw i Hi). unfold used, steepest.
    pose proof (Rmax_l (q_plus A w i) (q_minus A w i)). pose proof (Rmax_r (q_plus A w i) (q_minus A w i)).
    destruct (Rle_dec 0 (d i)); lra.
  Qed.

  (** max(q+,q-) <= 2F. *)
  Lemma steepest_le i : (i < n)%nat -> steepest A w i <= 2 * F_of A w i.
  Proof. intros Hi. destruct (Hw i Hi). rewrite F_of_unfold. unfold steepest. apply Rmax_lub; lra. Qed.

  Lemma R_of_parts i : R_of A w i = (F_of A w i)^2 - (G_of A w i)^2.
  Proof. unfold R_of. rewrite F_of_unfold, G_of_unfold. field. Qed.

  Lemma G_le_F i : (i < n)%nat -> Rabs (G_of A w i) <= F_of A w i.
  Proof.
    intros Hi. destruct (Hw i Hi). rewrite F_of_unfold, G_of_unfold. apply Rabs_le. lra.
  Qed.

  (** G² <= s F. *)
  Lemma asymmetry_bound i : (i < n)%nat -> (G_of A w i)^2 <= asymmetry n A w * F_of A w i.
  Proof.
    intros Hi. pose proof (F_nonneg i Hi) as HF. pose proof (G_le_F i Hi) as HG.
    destruct (Req_dec (F_of A w i) 0) as [E|E].
    - rewrite E in *. pose proof (Rabs_pos (G_of A w i)) as P.
      assert (Z : Rabs (G_of A w i) = 0) by lra. rewrite <- (pow2_abs (G_of A w i)), Z. lra.
    - apply (Rle_trans _ ((G_of A w i)^2 / F_of A w i * F_of A w i)).
      + right. field. exact E.
      + apply Rmult_le_compat_r; [exact HF|]. now apply (largest_at_least n (fun i => (G_of A w i)^2 / F_of A w i)).
  Qed.
End Range.

Lemma asymmetry_nonneg n A w : 0 <= asymmetry n A w.
Proof. apply largest_nonneg. Qed.

(** The asymmetric linear device: F = 1, G = w/τ. *)
Lemma ald_F tau w i : F_of (ald tau) w i = 1.
Proof. rewrite F_of_unfold. unfold q_minus, q_plus, Rdiv; cbn. lra. Qed.

Lemma ald_G tau w i : G_of (ald tau) w i = w i / tau.
Proof. rewrite G_of_unfold. unfold q_minus, q_plus, Rdiv; cbn. lra. Qed.

Lemma ald_step tau w d i : step (ald tau) w d i = w i + d i - Rabs (d i) * (w i / tau).
Proof. rewrite step_realised. unfold realised. rewrite ald_F, ald_G. ring. Qed.

Lemma digital_step w d i : step digital w d i = w i + d i.
Proof.
  rewrite step_realised. unfold realised. rewrite F_of_unfold, G_of_unfold. unfold q_minus, q_plus, Rdiv; cbn. lra.
Qed.

Lemma norm_inf_range tau n w i : 0 < tau -> norm_inf n w <= tau -> (i < n)%nat -> Rabs (w i / tau) <= 1.
Proof. intros Ht Hw Hi. apply in_units; [easy|]. eapply Rle_trans; [now apply (norm_inf_entry n)|exact Hw]. Qed.

Lemma digital_F w i : F_of digital w i = 1.
Proof. rewrite F_of_unfold. unfold q_minus, q_plus; cbn. lra. Qed.

Lemma digital_G w i : G_of digital w i = 0.
Proof. rewrite G_of_unfold. unfold q_minus, q_plus, Rdiv; cbn. lra. Qed.

Lemma digital_in_range n w : in_range n digital w.
Proof. intros i _. unfold q_minus, q_plus; cbn. lra. Qed.

Lemma digital_F_max n : (0 < n)%nat -> is_F_max n digital 1.
Proof.
  intros Hn. split; [intros w _ i _; rewrite digital_F; lra|].
  exists (fun _ => 0), 0%nat. split; [apply digital_in_range|]. split; [easy|apply digital_F].
Qed.

Lemma ald_F_max tau n : (0 < n)%nat -> is_F_max n (ald tau) 1.
Proof.
  intros Hn. split; [intros w _ i _; rewrite ald_F; lra|].
  exists (fun _ => 0), 0%nat. split; [|split; [easy|apply ald_F]].
  intros i _. unfold q_minus, q_plus, Rdiv; cbn. lra.
Qed.
